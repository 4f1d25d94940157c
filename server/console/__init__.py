"""The operator's console: lines in, results out, every change on record. Sans I/O, on ports."""

from server.console.channel import Console
from server.console.commands import COMMANDS
from server.console.means import Means, Node
from server.console.orders import WideCrowd, carry_out

__all__ = ["COMMANDS", "Console", "Means", "Node", "WideCrowd", "carry_out"]
