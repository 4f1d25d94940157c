"""Scripted players over real sockets, and the proof that nothing acknowledged to them is lost."""
