"""A table in which every combination of inputs meets exactly one row. Rows carry no order.

The columns name all values an input can have, unknown among them, so that a gap or an overlap is found by trying all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row: the values it accepts in each column (a column not named accepts any), and its answer with its clauses."""

    id: str
    when: Mapping[str, tuple[str, ...]]
    answer: Mapping[str, str]
    clauses: tuple[str, ...]

    def meets(self, values: Mapping[str, str]) -> bool:
        """Return whether the row accepts the values."""
        return all(values[column] in accepted for column, accepted in self.when.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class UniqueTable:
    """A decision table with the hit policy "unique": its columns with all their values, and its rows."""

    name: str
    columns: Mapping[str, tuple[str, ...]]
    rows: tuple[Row, ...]

    def look_up(self, **values: str) -> Row:
        """Return the row of the values. Raises ValueError for a value that no column has, or an unsound table."""
        for column, known in self.columns.items():
            if values.get(column) not in known:
                raise ValueError(f"{self.name}: {column} cannot be {values.get(column)!r}")
        found = [row for row in self.rows if row.meets(values)]
        if len(found) != 1:
            raise ValueError(f"{self.name}: {len(found)} rows meet {values}")
        return found[0]

    def faults(self) -> Iterator[str]:
        """Yield every gap, every overlap, every word that no column has."""
        words = list(self._words())
        yield from words
        if words:
            return
        for combination in product(*self.columns.values()):
            values = dict(zip(self.columns, combination, strict=True))
            met = sorted(row.id for row in self.rows if row.meets(values))
            case = ", ".join(f"{column} {value}" for column, value in values.items())
            if not met:
                yield f"{self.name}: no row for {case}"
            elif len(met) > 1:
                yield f"{self.name}: {' and '.join(met)} for {case}"

    def _words(self) -> Iterator[str]:
        seen: set[str] = set()
        for row in self.rows:
            if row.id in seen:
                yield f"{self.name}: row {row.id} stands twice"
            seen.add(row.id)
            for column, accepted in row.when.items():
                unknown = set(accepted) - set(self.columns.get(column, ()))
                if column not in self.columns or unknown:
                    yield f"{self.name}: row {row.id} asks for {column} {sorted(unknown)}"
