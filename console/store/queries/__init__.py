"""Queries: functions of a connection and a frozen filter that return records, never rows of the library."""
