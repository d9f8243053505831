"""The commands of the main window with their keys (by place, so that they work under every layout)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from console.faults import NotAllowed
from console.records.base import Status, Tier
from console.records.ending import JOINED
from console.services import annotating, appeals, whose
from console.views.archive.commands import archive_commands, readable
from console.views.keys.commands import Command, Commands
from console.views.queue.views import VIEWS
from console.views.review.commands import team_commands
from console.views.ticket.ledger import show_ledger
from console.views.ticket.why import show_why

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_TIERS = (
    (Tier.CRITICAL, "1", "alert-octagon"),
    (Tier.FUNCTIONAL, "2", "alert-triangle"),
    (Tier.QUESTION, "3", "help-circle"),
)
_OF_WORK = frozenset(("refuse", "ask", "decide", "confirm_all", "choose_license", "correct_received"))
_WHY_NOT = {"close": "why.joined", "go_on": "why.no_earlier", "appeal": "why.nothing_refused"}
_DENSITIES = ("compact", "regular", "roomy")
_NUMBERED_VIEWS = 9
WRITING = frozenset(
    (
        *(
            "reply",
            "note",
            "refuse",
            "ask",
            "close",
            "take",
            "take_next",
            "assign",
            "snooze",
            "go_on",
            "undo",
            "redo",
            "appeal",
            "hand_over",
            "unread",
            "ask_license",
            "choose_license",
        ),
        *(f"tier_{tier.value}" for tier, _, _ in _TIERS),
        *("confirm_all", "confirm_request", "dismiss_request", "split_request", "join_request", "correct_received"),
        *("begin_earlier", "begin_later", "end_earlier", "end_later", "save_view", "new", "import"),
    )
)
"""What a desk that may only be read says no to before anything is opened or written."""

NOT_A_REVIEWERS = frozenset(
    ("decide", "hide_secret", "menu", "ask_license", "erasing", "outbox", "tell", "handovers", "unsent")
)
"""Acts that stand beside those; a reviewer of a team is not offered them either."""


def commands_of(window: MainWindow) -> Commands:
    """Return the commands of a window."""
    commands = Commands()
    for command in (
        *_ticket(window),
        *_intake(window),
        *_moving(window),
        *_list(window),
        *_going(window),
        *_window(window),
    ):
        if not offered(window, command.id):
            continue
        commands.add(_told(window, command) if command.id in WRITING and window.desk.store.read_only else command)
    for command in (*archive_commands(window), *team_commands(window)):
        commands.add(command)
    commands.rebind(whose.chosen().keys)  # keys that clash are passed over, and the standard ones stay
    return commands


def offered(window: MainWindow, command_id: str) -> bool:
    """Return whether a command is there at all: over an archive what reads, for a reviewer of a team no act."""
    if window.sealed:
        return readable(command_id)
    return not (annotating.may_note(window.desk) and command_id in WRITING | NOT_A_REVIEWERS)


def _told(window: MainWindow, command: Command) -> Command:
    return replace(command, run=lambda: window.tell(NotAllowed(window.desk.store.refusal)))


def _moving(window: MainWindow) -> tuple[Command, ...]:
    table, talk, acts = window.queue.table, window.ticket.conversation, window.acts.desk

    def put(id_: str, icon: str, keys: tuple[str, ...], run: Callable[[], object], *, repeats: bool = False) -> Command:
        return Command(id=id_, icon=icon, keys=keys, run=run, group="move", repeats=repeats)

    return (
        put("next", "chevron-down", ("J", "]"), lambda: table.step(1), repeats=True),
        put("previous", "chevron-up", ("K", "["), lambda: table.step(-1), repeats=True),
        put("open", "message", ("Enter", "O"), acts.open_ticket),
        put("back", "arrow-back-up", ("Esc",), acts.back),
        put("next_message", "chevron-right", ("P",), lambda: talk.step(1), repeats=True),
        put("previous_message", "chevron-left", ("Shift+P",), lambda: talk.step(-1), repeats=True),
        put("next_pane", "layout-sidebar-right", ("F6",), acts.next_pane),
        put("previous_pane", "layout-sidebar-right", ("Shift+F6",), lambda: acts.next_pane(-1)),
    )


def _list(window: MainWindow) -> tuple[Command, ...]:
    queue, acts = window.queue, window.acts.desk
    return (
        Command(id="filter", icon="filter", keys=("/", "Ctrl+F"), run=queue.focus_filter, group="list"),
        Command(id="choose", icon="check", keys=("X",), run=queue.choosing.choose, group="list"),
        Command(
            id="extend_down",
            icon="chevron-down",
            keys=("Shift+J",),
            run=lambda: queue.choosing.choose(1),
            group="list",
            repeats=True,
        ),
        Command(
            id="extend_up",
            icon="chevron-up",
            keys=("Shift+K",),
            run=lambda: queue.choosing.choose(-1),
            group="list",
            repeats=True,
        ),
        Command(
            id="choose_all",
            icon="list-details",
            keys=("Ctrl+A",),
            run=lambda: queue.choosing.choose_all(queue.query),
            group="list",
        ),
        Command(id="sort", icon="arrows-sort", keys=("S",), run=queue.menus.open_sort, group="list"),
        Command(id="columns", icon="adjustments", keys=("V",), run=queue.menus.open_adjust, group="list"),
        Command(id="save_view", icon="bookmark", keys=("Shift+S",), run=window.keeper.ask_name, group="list"),
        *(
            Command(
                id=f"density_{name}",
                icon="list-details",
                keys=(f"Shift+{number}",),
                run=_with_word(acts.look_otherwise, name),
                group="list",
            )
            for number, name in enumerate(_DENSITIES, 1)
        ),
        Command(id="refresh", icon="refresh", keys=("F5",), run=window.refresh, group="list"),
    )


def _with_word(act: Callable[..., object], density: str) -> Callable[[], object]:
    return lambda: act(density=density)


def _while_at_work(window: MainWindow, id_: str) -> Callable[[], bool] | None:
    """Return when an act is possible that the state of a request bars; None for an act that no state does."""

    def ending() -> str:
        panels = window.panels
        return "none" if panels is None else "" if panels.ending is None else panels.ending.kind

    if id_ == "appeal":
        return lambda: window.panels is not None and appeals.disputed(window.panels) is not None
    if id_ in _OF_WORK:
        return lambda: not ending()
    if id_ == "go_on":
        return window.acts.closing.can_go_on
    if id_.startswith("tier_"):
        return lambda: not ending() or window.acts.together.any
    return (lambda: ending() not in ("none", JOINED)) if id_ == "close" else None


def _ticket(window: MainWindow) -> tuple[Command, ...]:
    acts, write = window.acts, window.acts.desk.write

    def chosen() -> bool:
        return window.panels is not None

    def put(id_: str, icon: str, key: str, run: Callable[[], object]) -> Command:
        can = _while_at_work(window, id_)
        why, keys = _WHY_NOT.get(id_, "why.closed" if can else "why.no_ticket"), (key,) if key else ()
        return Command(id=id_, icon=icon, keys=keys, run=run, enabled=can or chosen, group="ticket", why_not=why)

    return (
        put("reply", "corner-up-left", "R", lambda: write("reply")),
        put("note", "note", "N", lambda: write("note")),
        put("refuse", "shield-off", "Shift+R", acts.letters.refuse),
        put("ask", "help-circle", "Shift+Q", acts.letters.ask),
        put("close", "check", "E", acts.closing.close_or_reopen),
        put("take", "user", "T", acts.ticket.take),
        put("assign", "user-plus", "A", acts.ticket.assign),
        put("go_on", "history", "Alt+R", acts.closing.go_on),
        put("snooze", "zzz", "H", acts.snoozing.choose),
        *(put(f"tier_{tier.value}", icon, key, _tier(acts.ticket.set_tier, tier)) for tier, key, icon in _TIERS),
        put("confirm_all", "circle-check", "Y", acts.ticket.confirm_all),
        put("why", "hierarchy", "W", lambda: show_why(window)),
        put("ledger", "clock", "Shift+L", lambda: show_ledger(window)),
        put("matters", "eye", "M", acts.matters.show_page),
        put("hide_secret", "lock", "Shift+H", acts.matters.hide_selected),
        put("decide", "arrows-split", "D", acts.deciding.choose),
        put("menu", "dots", "Shift+M", acts.desk.ticket_menu),
        put("unread", "mail", "U", acts.seen.mark_unread),
        put("appeal", "scale", "", lambda: acts.desk.open_tool("appeal")),
        put("ask_license", "help-circle", "Q", acts.desk.ask_license),
        put("choose_license", "license", "L", acts.intake.choose_license),
        put("correct_received", "clock", "Alt+T", acts.intake.correct_received),
        Command(id="take_next", icon="user-plus", keys=("Shift+T",), run=acts.claims.take_next, group="ticket"),
        Command(id="undo", icon="arrow-back-up", keys=("Z", "Ctrl+Z"), run=acts.undoing.undo, group="ticket"),
        Command(
            id="redo",
            icon="arrow-forward-up",
            keys=("Shift+Z", "Ctrl+Shift+Z", "Ctrl+Y"),
            run=acts.undoing.redo,
            group="ticket",
        ),
    )


def _intake(window: MainWindow) -> tuple[Command, ...]:
    acts = window.acts.intake

    def waits() -> bool:
        return window.panels is not None and window.panels.detail.row.status in (Status.PROPOSED, Status.HELD)

    def in_chat() -> bool:
        panels = window.panels
        return panels is not None and panels.bounds is not None and panels.ending is None

    def put(id_: str, icon: str, key: str, name: str, can: Callable[[], bool]) -> Command:
        return Command(
            id=id_,
            icon=icon,
            keys=(key,),
            run=lambda: acts.act(name),
            enabled=can,
            group="ticket",
            why_not="why.no_proposal",
        )

    return (
        put("confirm_request", "check", "Shift+Y", "confirm", waits),
        put("dismiss_request", "x", "Shift+N", "dismiss", waits),
        put("begin_earlier", "chevron-up", "Alt+I", "begin_earlier", in_chat),
        put("begin_later", "chevron-down", "Alt+U", "begin_later", in_chat),
        put("end_earlier", "chevron-up", "Alt+K", "end_earlier", in_chat),
        put("end_later", "chevron-down", "Alt+J", "end_later", in_chat),
        put("split_request", "arrows-split", "Alt+S", "split", in_chat),
        put("join_request", "hierarchy", "Alt+M", "join", in_chat),
    )


def _tier(act: Callable[[Tier], object], tier: Tier) -> Callable[[], object]:
    return lambda: act(tier)


def _going(window: MainWindow) -> tuple[Command, ...]:
    tool, show = window.acts.desk.open_tool, window.show_view

    def to_view(key: str) -> Callable[[], object]:
        return lambda: show(key)

    def to_place(number: int) -> Callable[[], object]:
        return lambda: window.keeper.show_place(number)

    return (
        *(
            Command(id=f"go_{view.key}", icon=view.icon, keys=(view.chord,), run=to_view(view.key), group="go")
            for view in VIEWS
        ),
        Command(id="go_licenses", icon="license", keys=("G L",), run=lambda: tool("licenses"), group="go"),
        Command(id="calendar", icon="calendar", keys=("G H",), run=lambda: tool("calendar"), group="go"),
        Command(id="agreement", icon="book", keys=("G P",), run=lambda: tool("agreement"), group="go"),
        Command(id="letters", icon="list-details", keys=("G K",), run=lambda: tool("letters"), group="go"),
        Command(id="pauses", icon="clock-pause", keys=("G A",), run=lambda: tool("pauses"), group="go"),
        Command(id="services", icon="tag", keys=("G R",), run=lambda: tool("services"), group="go"),
        Command(id="errors", icon="alert-octagon", keys=("G X",), run=lambda: tool("errors"), group="go"),
        Command(id="tell", icon="mail", keys=("G M",), run=lambda: tool("tell"), group="go"),
        Command(id="choose_reading", icon="book", keys=("G G",), run=lambda: tool("readings"), group="go"),
        Command(id="versions", icon="book", keys=("G V",), run=lambda: tool("versions"), group="go"),
        Command(id="rehearsal", icon="history", keys=("G Y",), run=lambda: tool("rehearsal"), group="go"),
        Command(id="board", icon="layout-kanban", keys=("G J",), run=lambda: tool("board"), group="go"),
        Command(id="reports", icon="chart-bar", keys=("G I",), run=lambda: tool("reports"), group="go"),
        Command(id="checks", icon="eye", keys=(), run=lambda: tool("checks"), group="go"),
        Command(id="hand_over", icon="send", keys=(), run=lambda: tool("hand_over"), group="go"),
        Command(id="handovers", icon="send", keys=(), run=lambda: tool("handovers"), group="go"),
        Command(id="unsent", icon="refresh", keys=(), run=lambda: tool("unsent"), group="go"),
        Command(id="queues", icon="inbox", keys=(), run=lambda: tool("queues"), group="go"),
        Command(id="erasing", icon="trash", keys=("Alt+E",), run=lambda: tool("erasing"), group="go"),
        Command(id="outbox", icon="send", keys=("G S",), run=lambda: tool("outbox"), group="go"),
        Command(id="channels", icon="mail", keys=("Alt+W",), run=lambda: tool("channels"), group="go"),
        Command(id="kept_back", icon="inbox", keys=("Alt+Q",), run=lambda: tool("kept_back"), group="go"),
        Command(id="data", icon="database", keys=("G B",), run=lambda: tool("data"), group="go"),
        *(
            Command(id=f"view_{number}", keys=(f"Ctrl+{number}",), run=to_place(number), group="", icon="inbox")
            for number in range(1, _NUMBERED_VIEWS + 1)
        ),
    )


def _window(window: MainWindow) -> tuple[Command, ...]:
    acts = window.acts.desk

    def put(id_: str, icon: str, keys: tuple[str, ...], run: Callable[[], object], *, repeats: bool = False) -> Command:
        return Command(id=id_, icon=icon, keys=keys, run=run, group="window", repeats=repeats)

    return (
        put("palette", "search", ("Ctrl+K",), acts.palette),
        put("keys", "keyboard", ("?", "F1"), acts.key_sheet),
        put("side", "layout-sidebar-right", ("I", "Ctrl+B"), window.toggle_side),
        put("panel", "license", ("Shift+I",), acts.next_panel),
        put("new", "plus", ("C",), acts.new_request),
        put("import", "file-import", ("Ctrl+I",), lambda: acts.open_tool("import")),
        put("theme", "moon", ("G T",), acts.toggle_theme),
        put("zoom_in", "plus", ("Ctrl+=",), lambda: acts.zoom(10), repeats=True),
        put("zoom_out", "search", ("Ctrl+-",), lambda: acts.zoom(-10), repeats=True),
        put("zoom_none", "search", ("Ctrl+0",), lambda: acts.zoom(0)),
        put("full_screen", "external-link", ("F11",), acts.full_screen),
        put("settings", "settings", ("Ctrl+,",), lambda: acts.open_tool("settings")),
        put("quit", "x", ("Ctrl+Q",), window.leave),
    )
