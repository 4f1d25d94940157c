"""Adapters to Postgres and Redis, behind ports. Must not know the server or the clients."""
