"""Reports with the rights of a role: whoever reads makes each of them, a reviewer too; only a lead looks at erasing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from console.faults import NotAllowed
from console.records.reporting import NAMES, Days
from console.services import reporting
from console.services.desk import open_desk
from console.services.erasing import person, retention
from tests.store.helpers import open_ticket
from tests.team_desks import TeamDatabase

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAYS = Days(first=date(2026, 11, 1), last=date(2026, 11, 30))
pytestmark = pytest.mark.postgres


def test_everybody_who_reads_makes_reports_and_nobody_but_a_lead_erases(
    team_database: TeamDatabase, tmp_path: Path
) -> None:
    ann = open_desk(team_database.of("ann"), login="", name="", out_folder=tmp_path, clock=lambda: NOW)
    open_ticket(ann.store, ann.actor, NOW, subject="One")
    ann.store.close()
    for login in ("ann", "lea", "rex"):
        desk = open_desk(team_database.of(login), login="", name="", out_folder=tmp_path, clock=lambda: NOW)
        made = [reporting.make(desk, name, DAYS) for name in NAMES]
        total = made[0].parts[0].total
        assert total is not None
        assert total.cells[-1].value == 1  # type: ignore[union-attr]  # the last cell of a line is a figure
        assert len(list(reporting.request_rows(desk, DAYS))) == 1
        if login == "lea":
            assert retention.due(desk) == ()
        else:
            with pytest.raises(NotAllowed):
                retention.due(desk)
            with pytest.raises(NotAllowed):
                person.preview(desk, 1)
        desk.store.close()
