"""The ports on Redis: only what can be lost at any moment. Must not know the server."""
