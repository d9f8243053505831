"""What was read last is kept within bounds."""

from __future__ import annotations

from console.models.kept import Kept


def test_the_oldest_goes_and_what_is_kept_anew_is_the_newest() -> None:
    held: Kept[str, int] = Kept(2)
    assert held.newest is None
    for number, name in enumerate(("mine", "open", "mine", "closed")):
        held.keep(name, number)
    assert [held.of(name) for name in ("mine", "open", "closed")] == [2, None, 3]
    assert (len(held), held.newest) == (2, 3)
    held.drop("closed")
    held.drop("never kept")
    assert (held.of("closed"), held.newest) == (None, 2)
