"""The real services for the adapters' own tests."""

from tests.services import database_url, empty_database_url, pool, redis, services

__all__ = ["database_url", "empty_database_url", "pool", "redis", "services"]
