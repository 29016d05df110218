"""Alembic's migrations; a schema only moves forward."""
