"""Reports: what happened on some days, counted from what is written down, never from counters."""

from console.services.reporting.days import month, own_days, week
from console.services.reporting.lists import listed
from console.services.reporting.making import make
from console.services.reporting.rows import COLUMNS, request_rows

__all__ = ["COLUMNS", "listed", "make", "month", "own_days", "request_rows", "week"]
