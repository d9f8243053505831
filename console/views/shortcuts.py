"""The commands of the main window with their keys (by place, so that they work under every layout)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.records.base import Tier
from console.views.keys.commands import Command, Commands

if TYPE_CHECKING:
    from console.views.main_window import MainWindow


_TIER_ICONS = {Tier.CRITICAL: "alert-octagon", Tier.FUNCTIONAL: "alert-triangle", Tier.QUESTION: "help-circle"}


def commands_of(window: MainWindow) -> Commands:
    """Return the commands of a window."""
    commands = Commands()
    for command in (*_moving(window), *_working(window), *_window(window)):
        commands.add(command)
    return commands


def _moving(window: MainWindow) -> tuple[Command, ...]:
    table, talk = window.queue.table, window.ticket.conversation
    return (
        Command(id="next", icon="chevron-right", keys=("J",), run=lambda: table.step(1), repeats=True),
        Command(id="previous", icon="chevron-left", keys=("K",), run=lambda: table.step(-1), repeats=True),
        Command(id="open", icon="message", keys=("O", "Enter"), run=talk.setFocus),
        Command(id="next_message", icon="message", keys=("P",), run=lambda: talk.step(1)),
        Command(id="previous_message", icon="message", keys=("Shift+P",), run=lambda: talk.step(-1)),
        Command(id="filter", icon="filter", keys=("/", "Ctrl+F"), run=window.queue.focus_filter),
        Command(id="go_mine", icon="inbox", keys=("G Q",), run=lambda: window.show_view("mine")),
        Command(id="go_unassigned", icon="user-off", keys=("G U",), run=lambda: window.show_view("unassigned")),
        Command(id="go_critical", icon="alert-octagon", keys=("G C",), run=lambda: window.show_view("critical")),
        Command(id="go_all", icon="list-details", keys=("G A",), run=lambda: window.show_view("all_open")),
        Command(id="go_licenses", icon="license", keys=("G L",), run=lambda: window.acts.desk.open_tool("licenses")),
        Command(id="agreement", icon="book", keys=("G P",), run=lambda: window.acts.desk.open_tool("agreement")),
        Command(id="back", icon="arrow-back-up", keys=("Esc",), run=window.acts.desk.back),
        Command(id="next_pane", icon="layout-sidebar-right", keys=("F6",), run=window.acts.desk.next_pane),
    )


def _working(window: MainWindow) -> tuple[Command, ...]:
    acts, write = window.acts, window.ticket.composer.write

    def chosen() -> bool:
        return window.panels is not None

    def tier(value: Tier) -> Command:
        key = {Tier.CRITICAL: "1", Tier.FUNCTIONAL: "2", Tier.QUESTION: "3"}[value]
        return Command(
            id=f"tier_{value.value}",
            icon=_TIER_ICONS[value],
            keys=(key,),
            run=lambda: acts.ticket.set_tier(value),
            enabled=chosen,
        )

    return (
        Command(
            id="reply",
            icon="corner-up-left",
            keys=("R",),
            run=lambda: write("reply"),
            enabled=chosen,
        ),
        Command(id="note", icon="note", keys=("N",), run=lambda: write("note"), enabled=chosen),
        Command(id="refuse", icon="shield-off", keys=("Shift+R",), run=acts.writing.refuse, enabled=chosen),
        Command(id="close", icon="check", keys=("E",), run=acts.ticket.close, enabled=chosen),
        Command(id="take", icon="user", keys=("T",), run=acts.ticket.take, enabled=chosen),
        Command(id="assign", icon="user-plus", keys=("A",), run=acts.ticket.assign, enabled=chosen),
        tier(Tier.CRITICAL),
        tier(Tier.FUNCTIONAL),
        tier(Tier.QUESTION),
        Command(id="confirm_all", icon="circle-check", keys=("Y",), run=acts.ticket.confirm_all, enabled=chosen),
        Command(id="unread", icon="mail", keys=("U",), run=acts.ticket.mark_unread, enabled=chosen),
        Command(id="undo", icon="arrow-back-up", keys=("Z", "Ctrl+Z"), run=acts.ticket.undo),
        Command(id="new", icon="plus", keys=("C",), run=acts.desk.new_request),
        Command(id="import", icon="file-import", keys=("Ctrl+I",), run=lambda: acts.desk.open_tool("import")),
    )


def _window(window: MainWindow) -> tuple[Command, ...]:
    acts = window.acts
    return (
        Command(id="palette", icon="search", keys=("Ctrl+K",), run=acts.desk.palette),
        Command(id="keys", icon="keyboard", keys=("?", "F1"), run=acts.desk.key_sheet),
        Command(id="panel", icon="layout-sidebar-right", keys=("I",), run=window.side.toggle),
        Command(id="side", icon="layout-sidebar-right", keys=("Ctrl+B",), run=window.toggle_side),
        Command(id="refresh", icon="refresh", keys=("F5",), run=window.refresh),
        Command(id="theme", icon="moon", keys=("G T",), run=acts.desk.toggle_theme),
        Command(id="settings", icon="settings", keys=("Ctrl+,",), run=lambda: acts.desk.open_tool("settings")),
        Command(id="quit", icon="x", keys=("Ctrl+Q",), run=window.close),
    )
