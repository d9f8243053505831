"""Text without its case, in statements of the library: casefold on SQLite, lower on PostgreSQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import String

from console.store.queries.columns import escaped


class fold(FunctionElement[str]):  # noqa: N801 - an SQL function keeps SQL's case
    """Text without its case: casefold on SQLite, lower on PostgreSQL."""

    type = String()
    inherit_cache = True


@compiles(fold)
def _fold_default(element: fold, compiler: Any, **kw: Any) -> str:
    return f"lower({compiler.process(element.clauses, **kw)})"


@compiles(fold, "sqlite")
def _fold_sqlite(element: fold, compiler: Any, **kw: Any) -> str:
    return f"casefold({compiler.process(element.clauses, **kw)})"


def contains(column: Any, text: str) -> Any:
    """Return the condition that a folded column contains a folded text."""
    return fold(column).like(f"%{escaped(text)}%", escape="\\")
