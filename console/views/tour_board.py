"""What the tour shows of a lead: the board with a card over a colleague, a proposal, people, rules, checks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialog

from console.records.base import Actor, Role, StaffId
from console.records.reviewing import SecondEyes
from console.records.routing import RoutingRule
from console.services import board as boards
from console.services import people, refusing, reviewing, routing, showing
from console.views.board.checks import CheckList
from console.views.board.people import PeopleList
from console.views.board.rules import RulesScreen
from console.views.board.screen import BoardScreen
from console.views.main_window import MainWindow
from console.views.words import say

_REFUSED = "Commission rounding"


def show_board(window: MainWindow, settle: Callable[[], None], grab: Callable[[QDialog, str], None]) -> None:
    """Walk over the board and what opens from it; `grab` takes a picture under a name."""
    _furnish(window)
    screen = BoardScreen(window)
    screen.open()
    settle()
    first = [int(one.row.id) for one in screen.state.columns[0].cards[:3]]
    screen.acts.stage(first[:1], screen.state.columns[1].key)
    source, goal = screen.strip.views[0].list, screen.strip.views[2].list
    screen.strip.show_card(first[2])
    source.dragged.emit(first[2], source.viewport().mapToGlobal(QPoint(90, 90)))
    source.hung.emit(goal.viewport().mapToGlobal(QPoint(110, 100)))
    settle()
    grab(screen, "60-board")
    screen.strip.let_go()
    screen.acts.take_back()
    screen.proposals.balance()
    settle()
    grab(screen, "61-balance")
    screen.state.drop()
    screen.acts.forget_notice()
    for name, made in (("62-people", PeopleList), ("63-rules", RulesScreen), ("64-checks", CheckList)):
        opened = made(window, screen)
        opened.open()
        settle()
        grab(opened, name)
        opened.reject()
    screen.reject()
    settle()


def _furnish(window: MainWindow) -> None:
    """Make queues with rules, and let a colleague refuse what waits to be checked; once for a desk."""
    desk = window.desk
    if routing.queues(desk):
        return
    staff = {one.name.split(" ")[0]: one for one in people.staff(desk)}
    for name, who in (("tour.queue_panel", ("Irina", "Dana")), ("tour.queue_renewals", ("Tomás",))):
        routing.set_queue(desk, name=say(name), people=[staff[one].id for one in who])
    (panel, _), (renewals, _) = routing.queues(desk)
    rules = (
        RoutingRule(queue_id=renewals.id, query="license:expired,archived", reason=say("tour.rule_why")),
        RoutingRule(queue_id=panel.id, query="topic:panel_section,panel_error_check"),
    )
    routing.set_rules(desk, rules, seen=())
    reviewing.want(desk, SecondEyes(everything=True))
    window.desk = desk = desk.refreshed()
    irina = staff["Irina"]
    colleague = replace(desk, actor=Actor(staff_id=StaffId(irina.id), name=irina.name, role=Role.SPECIALIST))
    row = next((one for one in boards.board(desk).cards if one.subject.startswith(_REFUSED)), None)
    if row is None:
        return
    panels = showing.panels(colleague, row.id)
    letter = refusing.prepare(colleague, panels, panels.assessment.primary or "", "en")
    refusing.refuse(colleague, panels, letter, letter.filled.text, base_event=panels.detail.event_n)
