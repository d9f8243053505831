"""The only part that speaks SQL: one store over SQLite and PostgreSQL, its tables, and what a command may do.

Its names are loaded when they are first asked for, so that `glance` can read the first rows before the library is.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from console.store.front import (
        FAR_FUTURE,
        BulkUnit,
        ChangeCursor,
        Store,
        Unit,
        migrate,
        open_store,
        to_micros,
    )

__all__ = ["FAR_FUTURE", "BulkUnit", "ChangeCursor", "Store", "Unit", "migrate", "open_store", "to_micros"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    from console.store import front  # noqa: PLC0415 - see the head of this module

    found = globals()[name] = getattr(front, name)
    return found
