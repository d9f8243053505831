"""Migrations of the schema, each frozen once it was released."""
