"""What the package shows at its front, loaded when it is first asked for: the library of SQL stands behind it."""

from console.store.bulk import BulkUnit
from console.store.desk_store import Store, open_store
from console.store.feed import ChangeCursor
from console.store.instants import FAR_FUTURE, to_micros
from console.store.schema import migrate
from console.store.unit import Unit

__all__ = ["FAR_FUTURE", "BulkUnit", "ChangeCursor", "Store", "Unit", "migrate", "open_store", "to_micros"]
