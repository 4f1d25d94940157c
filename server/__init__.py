"""Wiring: the wire, the rooms, the shells. Must not know an adapter outside bootstrap.py."""
