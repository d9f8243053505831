"""Which readings and versions counted is held by the decisions, and what is chosen later is no alarm."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from console.services import drafting, readings
from console.store.instants import to_micros
from tests.archive.witnessing import accept, changed, edit, findings, rows_of_check
from tests.services.conftest import NOW

OF_STATE = "UPDATE agreement_states SET state = 'draft' WHERE id = 3"
OF_COUNTING = {
    "UPDATE reading_choices SET value = 'period_end=day_after'": "reading_choices 1",
    "UPDATE reading_choices SET at = at - 1": "reading_choices 1",
    "DELETE FROM reading_choices": "reading_choices 1",
    "UPDATE agreement_states SET effective_at = effective_at + 86400000000 WHERE id = 3": "agreement_states 3",
    OF_STATE: "agreement_states 3",
    "DELETE FROM agreement_states WHERE id = 2": "agreement_states 2",
    "TWIN reading_choices": "reading_choices 2 event",
    "TWIN agreement_states": "agreement_states 4 event",
}
"""What somebody does to choices of readings and to states of versions, or puts in for an earlier day."""


@pytest.mark.parametrize("sql", OF_COUNTING)
def test_the_readings_and_versions_that_counted_are_held(chosen: Path, sql: str) -> None:
    assert not findings(chosen)
    with changed(chosen, sql):
        found = findings(chosen)
    assert any(one.startswith(f"row {OF_COUNTING[sql]}") for one in found), found


@pytest.mark.parametrize("minutes", [1_441, -300])
def test_what_is_chosen_later_is_no_alarm(chosen: Path, tmp_path: Path, minutes: int) -> None:
    """Also by a clock that is hours behind that of the decision: its request is told then."""
    own = Path(shutil.copy(chosen, tmp_path / "later.sqlite"))
    edit(own, minutes, lambda desk: readings.choose(desk.refreshed(), "A18", "profile", "lenient", reason="Once"))
    edit(own, minutes + 1, lambda desk: drafting.withdraw(desk, "2027", reason="Not yet"))
    assert not findings(own)
    edit(own, 1_500, lambda desk: accept(desk.refreshed(), 2))
    assert not findings(own)


def test_what_a_clock_far_ahead_withdrew_is_no_alarm(chosen: Path, tmp_path: Path) -> None:
    """The decision was made after it, by a clock that is behind."""
    own = Path(shutil.copy(chosen, tmp_path / "ahead.sqlite"))
    edit(own, 3_000, lambda desk: drafting.withdraw(desk.refreshed(), "2027", reason="Not yet"))
    edit(own, 1_500, lambda desk: accept(desk.refreshed(), 2))
    assert not findings(own)
    with changed(own, "TWIN reading_choices"):
        assert any(one.startswith("row reading_choices 2 event") for one in findings(own))


def test_an_event_that_tells_of_one_table_alone_hides_nothing_beside_it(chosen: Path) -> None:
    """Nor does what cannot be read: what was found before it stays."""
    one = "UPDATE events SET new = json_remove(new, '$.counting.reading_choices')"
    with changed(chosen, one), changed(chosen, OF_STATE):
        found = findings(chosen)
    assert any(one.startswith("row agreement_states 3 event") for one in found), found
    assert not [one for one in found if one.endswith("Error")]
    other = "UPDATE events SET new = json_set(new, '$.license.payments', 7)"
    with changed(chosen, other), changed(chosen, OF_STATE):
        found = findings(chosen)
    assert any(one.startswith("row agreement_states 3 event") for one in found), found
    assert any(one == "row row AttributeError" for one in found), found


PUT_IN = {
    "TWIN reading_choices": "reading_choices 2 no act put it there",
    "TWIN reading_choices -2": "reading_choices -2 no act put it there",
    "UPDATE reading_choices SET id = 9, at = at + 2 * 86400000000": "reading_choices 9 no act put it there",
    "INSERT INTO agreement_states (gid, agreement_id, state, effective_at, at, reason)"  # noqa: S608 - a number of ours
    f" VALUES ('x', 1, 'in_force', 0, {to_micros(NOW + timedelta(days=2))}, '')": "agreement_states 4 no act",
    "TWIN agreement_states": "agreement_states 4 no act put it there",
    "UPDATE letters SET at = at + 2 * 86400000000": "letters 1 no act put it there",
    "UPDATE letters SET id = 0": "letters 0 no act put it there",
}
"""What somebody chooses, puts in force or writes as of now, where nothing was decided since."""


@pytest.mark.parametrize("sql", PUT_IN)
def test_what_no_act_put_there_is_found(chosen: Path, sql: str) -> None:
    assert not rows_of_check(chosen)
    with changed(chosen, sql):
        assert any(PUT_IN[sql] in one for one in rows_of_check(chosen)), rows_of_check(chosen)


def test_what_came_with_an_archive_was_put_there_by_acts_that_nobody_knows(chosen: Path) -> None:
    kinds = "kind LIKE 'draft.%' OR kind IN ('choose_reading', 'letter.write')"
    with changed(chosen, f"UPDATE commands SET kind = 'archive.brought' WHERE {kinds}"):  # noqa: S608 - words of ours
        assert not rows_of_check(chosen)
