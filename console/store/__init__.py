"""The only part that speaks SQL: one store over SQLite and PostgreSQL, its tables, and what a command may do."""

from console.store import tables
from console.store.bulk import BulkUnit
from console.store.desk_store import Store, open_store
from console.store.feed import ChangeCursor
from console.store.schema import migrate
from console.store.tables.base import FAR_FUTURE, to_micros
from console.store.unit import Unit

__all__ = ["FAR_FUTURE", "BulkUnit", "ChangeCursor", "Store", "Unit", "migrate", "open_store", "tables", "to_micros"]
