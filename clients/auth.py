"""The ways to say who I am."""

from server.wire import AnyAuth, GuestAuth, KeyAuth, PasswordAuth, TokenAuth

__all__ = ["AnyAuth", "Guest", "Key", "Password", "Token"]

Guest, Token, Password, Key = GuestAuth, TokenAuth, PasswordAuth, KeyAuth
