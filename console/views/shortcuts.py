"""The commands of the main window with their keys (by place, so that they work under every layout)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.records.base import Tier
from console.views.keys.commands import Command, Commands

if TYPE_CHECKING:
    from console.views.main_window import MainWindow


def commands_of(window: MainWindow) -> Commands:
    """Return the commands of a window."""
    commands = Commands()
    for command in (*_moving(window), *_working(window), *_window(window)):
        commands.add(command)
    return commands


def _moving(window: MainWindow) -> tuple[Command, ...]:
    table, talk = window.queue.table, window.ticket.conversation
    return (
        Command(id="next", keys=("J",), run=lambda: table.step(1)),
        Command(id="previous", keys=("K",), run=lambda: table.step(-1)),
        Command(id="open", keys=("O", "Enter"), run=talk.setFocus),
        Command(id="next_message", keys=("P",), run=lambda: talk.step(1)),
        Command(id="previous_message", keys=("Shift+P",), run=lambda: talk.step(-1)),
        Command(id="filter", keys=("/", "Ctrl+F"), run=window.queue.focus_filter),
        Command(id="go_mine", keys=("G Q",), run=lambda: window.show_view("mine")),
        Command(id="go_unassigned", keys=("G U",), run=lambda: window.show_view("unassigned")),
        Command(id="go_critical", keys=("G C",), run=lambda: window.show_view("critical")),
        Command(id="go_all", keys=("G A",), run=lambda: window.show_view("all_open")),
        Command(id="go_licenses", keys=("G L",), run=lambda: window.acts.desk.open_tool("licenses")),
        Command(id="agreement", keys=("G P",), run=lambda: window.acts.desk.open_tool("agreement")),
        Command(id="back", keys=("Esc",), run=window.acts.desk.back),
        Command(id="next_pane", keys=("F6",), run=window.acts.desk.next_pane),
    )


def _working(window: MainWindow) -> tuple[Command, ...]:
    acts = window.acts

    def chosen() -> bool:
        return window.panels is not None

    def tier(value: Tier) -> Command:
        key = {Tier.CRITICAL: "1", Tier.FUNCTIONAL: "2", Tier.QUESTION: "3"}[value]
        return Command(id=f"tier_{value.value}", keys=(key,), run=lambda: acts.ticket.set_tier(value), enabled=chosen)

    return (
        Command(id="reply", keys=("R",), run=lambda: window.ticket.composer.write("reply"), enabled=chosen),
        Command(id="note", keys=("N",), run=lambda: window.ticket.composer.write("note"), enabled=chosen),
        Command(id="refuse", keys=("Shift+R",), run=acts.writing.refuse, enabled=chosen),
        Command(id="close", keys=("E",), run=acts.ticket.close, enabled=chosen),
        Command(id="take", keys=("T",), run=acts.ticket.take, enabled=chosen),
        Command(id="assign", keys=("A",), run=acts.ticket.assign, enabled=chosen),
        tier(Tier.CRITICAL),
        tier(Tier.FUNCTIONAL),
        tier(Tier.QUESTION),
        Command(id="confirm_all", keys=("Y",), run=acts.ticket.confirm_all, enabled=chosen),
        Command(id="unread", keys=("U",), run=acts.ticket.mark_unread, enabled=chosen),
        Command(id="undo", keys=("Z", "Ctrl+Z"), run=acts.ticket.undo),
        Command(id="new", keys=("C",), run=acts.desk.new_request),
        Command(id="import", keys=("Ctrl+I",), run=lambda: acts.desk.open_tool("import")),
    )


def _window(window: MainWindow) -> tuple[Command, ...]:
    acts = window.acts
    return (
        Command(id="palette", keys=("Ctrl+K",), run=acts.desk.palette),
        Command(id="keys", keys=("?", "F1"), run=acts.desk.key_sheet),
        Command(id="panel", keys=("I",), run=window.side.toggle),
        Command(id="side", keys=("Ctrl+B",), run=window.toggle_side),
        Command(id="refresh", keys=("F5",), run=window.refresh),
        Command(id="theme", keys=("Ctrl+Shift+L",), run=acts.desk.toggle_theme),
        Command(id="settings", keys=("Ctrl+,",), run=lambda: acts.desk.open_tool("settings")),
        Command(id="quit", keys=("Ctrl+Q",), run=window.close),
    )
