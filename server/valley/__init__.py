"""The valley on the nodes: it ticks on one of them, all show it."""
