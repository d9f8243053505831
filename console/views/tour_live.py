"""What the tour shows of a team at work: colleagues at the tickets of the list."""

from __future__ import annotations

from dataclasses import replace

from console.records.base import Actor, Role, StaffId
from console.services import people
from console.services.attending import attend
from console.views.main_window import MainWindow


def bring_company(window: MainWindow) -> None:
    """Let colleagues come: one writes an answer on the ticket in sight, the others look at those below it."""
    desk, table = window.desk, window.queue.table
    first = max(0, table.currentIndex().row())
    colleagues = [one for one in people.staff(desk) if one.id != desk.actor.staff_id]
    for place, one in enumerate(colleagues):
        ticket = table.rows.id_at(first + place)
        if ticket is not None:
            actor = Actor(staff_id=StaffId(one.id), name=one.name, role=Role.SPECIALIST)
            attend(replace(desk, actor=actor), ticket, writing=not place)
    window.attendance.look()


def send_company_away(window: MainWindow) -> None:
    """Let them leave."""
    for one in people.staff(window.desk):
        attend(replace(window.desk, actor=Actor(staff_id=StaffId(one.id), name=one.name, role=Role.SPECIALIST)), 0)
    window.attendance.look()
