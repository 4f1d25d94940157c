"""Cognition: machine players who see only views.

Must not know game state, events, storage or sockets.
"""
