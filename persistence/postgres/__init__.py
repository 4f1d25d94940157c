"""The ports on PostgreSQL. Must not know the server, nor Redis."""
