"""The register of confirmed errors over the window: a search, the errors, and the form of one. Enter opens it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from console.records.errors import KnownError, Sighting
from console.services import confirmed_errors
from console.services.desk import Desk
from console.views.kit.buttons import Button, acting
from console.views.kit.choices import Choice
from console.views.kit.field import SearchField
from console.views.licenses.entry_form import Field, Form
from console.views.matters.lists import Listing
from console.views.words import day, of, say

if TYPE_CHECKING:
    from console.records.tickets import TicketRow
    from console.views.main_window import MainWindow

_SHOWN = 12


class ErrorList(Listing):
    """Errors by their status, the newest first; what is written narrows them."""

    def __init__(self, window: MainWindow) -> None:
        self.errors: tuple[KnownError, ...] = ()
        super().__init__(window, "known", "alert-octagon")

    def add_tools(self, inner: Any) -> None:
        """Put the search and the way to a new entry above the list."""
        self.search = SearchField(say("known.find"))
        self.search.textChanged.connect(self._narrow)
        self.new = Button(say("known.new"), "quiet", "plus")
        acting(self.new)
        self.new.clicked.connect(self._enter)
        inner.addWidget(self.search)
        inner.addWidget(self.new)

    def add_empty(self, inner: Any) -> None:
        """Let what stands in place of no rows act."""
        super().add_empty(inner)
        if self.empty is not None:
            self.empty.acted.connect(self._empty_acted)

    def reading(self) -> Callable[[], Any]:
        """Return what reads the errors that fit."""
        desk, text = self.window_.desk, self.search.text()
        return lambda: confirmed_errors.register(desk, text=text)

    def show_rows(self, found: tuple[KnownError, ...]) -> None:
        """Show the errors."""
        self.errors = found
        rows: list[Choice] = []
        for status in confirmed_errors.STATUSES:
            group = [one for one in found if one.status == status]
            if group:
                rows.append(Choice(title=say(f"known.{status}")))
            rows += [_row(one) for one in group]
        self.list.set_choices(rows)
        self.list.setVisible(bool(rows))
        if self.empty is not None:
            self._say_nothing(asked=bool(self.search.text().strip()))
            self.empty.setVisible(not rows)

    def _say_nothing(self, *, asked: bool) -> None:
        """Say why there is no row: nothing fits what is looked for, or no error was ever entered, and how one is."""
        assert self.empty is not None  # noqa: S101 - asked by the caller
        if asked:
            self.empty.say(say("known.none"), say("known.none_text"), say("known.show_all"))
        else:
            act = "" if self.window_.desk.store.read_only else say("known.new")
            self.empty.say(say("known.nothing"), say("known.nothing_text"), act)

    def _empty_acted(self) -> None:
        if self.search.text().strip():
            self.search.clear()
            self.search.setFocus()
        else:
            self._enter()

    def open_row(self, key: str) -> None:
        """Read where an error was seen, and open its form."""
        desk = self.window_.desk
        call = self.window_.runner.read(lambda: confirmed_errors.one(desk, key))
        call.landed.connect(self._show)
        call.failed.connect(self.window_.tell)

    def _show(self, found: tuple[KnownError, tuple[Sighting, ...]]) -> None:
        panels = self.window_.panels
        row = None if panels is None else panels.detail.row
        self._open(error_form(self.window_.desk, *found, row))

    def _enter(self) -> None:
        self._open(new_form(self.window_.desk))

    def _narrow(self, _text: str) -> None:
        self.read()


def new_form(desk: Desk) -> Form:
    """Return the form that enters a suspected error."""
    return Form(
        heading=say("known.new"),
        text=say("known.form_text"),
        fields=(
            Field(name="code", words=say("known.code"), needed=True, hint="ERR-12"),
            Field(name="title", words=say("known.title"), needed=True),
            Field(name="software_version", words=say("known.version")),
            Field(name="note", words=say("known.note"), kind="note"),
        ),
        save=lambda values, _seen: confirmed_errors.enter(desk, **values),
        aliases={"bad_error_code": "code", "error_exists": "code"},
    )


def error_form(desk: Desk, one: KnownError, seen: tuple[Sighting, ...], row: TicketRow | None) -> Form:
    """Return the form of an error: what it may become, its conditions and causes, whether the request shows it."""
    fields = [
        Field(
            name="status",
            words=say("known.becomes"),
            kind="choice",
            options=(
                ("", say("known.stays", status=say(f"known.{one.status}"))),
                *((step, say(f"known.{step}")) for step in confirmed_errors.steps(one.status)),
            ),
            value="",
        )
    ]
    if one.status == confirmed_errors.SUSPECTED:
        fields += _conditions(desk, one)
    fields += [
        Field(name="fixed_in", words=say("known.fixed_in"), value=one.fixed_in),
        Field(name="note", words=say("known.note"), kind="note", value=one.note),
    ]
    if row is not None and row.id not in {other.ticket_id for other in seen}:
        options = ((False, say("known.here_no")), (True, say("known.here_yes")))
        words = say("known.here", number=f"TK-{row.number}")
        fields.append(Field(name="here", words=words, kind="choice", options=options, value=False))
    return Form(
        heading=f"{one.code}  ·  {one.title}",
        text="\n".join(part for part in (_seen_words(seen), *_judged_words(one), say("known.form_text")) if part),
        fields=tuple(fields),
        save=lambda values, _seen: _save(desk, one, values, row),
        aliases={"error_moved": "status", "not_all_conditions": "status"},
    )


def _conditions(desk: Desk, one: KnownError) -> list[Field]:
    """Return the eight conditions, each yes, no or not known, with who judged it; and the causes that were found."""
    judged, said = dict(one.conditions), {name: (who, at) for name, who, at in one.said}
    fields = []
    for name in confirmed_errors.CONDITIONS:
        clause = confirmed_errors.clause_of(name)
        unit = desk.agreement.agreement.units[clause]
        words = of(unit.en, unit.ru).partition(": ")[2] or of(unit.en, unit.ru)
        who = say("known.by", who=said[name][0], day=day(said[name][1])) if name in said else ""
        fields.append(
            Field(
                name=name,
                words=f"{clause}  {words[:1].upper()}{words[1:]}",
                kind="truth",
                value=judged.get(name),
                hint=who,
            )
        )
    options = tuple((code, say(f"cause.{code}")) for code in confirmed_errors.CAUSES)
    words = say("known.causes")
    return [*fields, Field(name="excluded", words=words, kind="several", options=options, value=one.excluded)]


def _judged_words(one: KnownError) -> tuple[str, ...]:
    """Return what keeps a suspected error from being confirmed, or of a settled one what was judged."""
    found = confirmed_errors.finding(dict(one.conditions), one.excluded)
    left = ", ".join(confirmed_errors.missing(found))
    if one.status == confirmed_errors.SUSPECTED:
        if found.result == "conditions_met":
            return (say("known.may"),)
        return (say("known.fails" if found.result == "not_product_error" else "known.open", clauses=left),)
    causes = ", ".join(say(f"cause.{code}") for code in one.excluded)
    return tuple(
        words
        for words in (
            say("known.held") if found.result == "conditions_met" else say("known.open", clauses=left),
            say("known.found", causes=causes) if causes else "",
        )
        if words
    )


def _save(desk: Desk, one: KnownError, values: dict[str, Any], row: TicketRow | None) -> object:
    done: object = None
    if values.get("here") and row is not None:
        done = confirmed_errors.see(desk, one.code, row.id)
    conditions = {name: values[name] for name in confirmed_errors.CONDITIONS if name in values}
    excluded = values.get("excluded")
    if values["status"]:
        verdict = confirmed_errors.Verdict(
            status=values["status"],
            conditions=conditions,
            excluded=excluded,
            fixed_in=values["fixed_in"],
            note=values["note"],
        )
        return confirmed_errors.settle(desk, one.code, verdict, seen=one.version)
    if conditions and (conditions != dict(one.conditions) or excluded != one.excluded):
        return confirmed_errors.judge(desk, one.code, conditions, excluded, seen=one.version)
    return done


def _seen_words(seen: tuple[Sighting, ...]) -> str:
    if not seen:
        return say("known.seen_nowhere")
    each = (
        " ".join(part for part in (f"TK-{one.ticket_number}", one.license_key, one.domain) if part)
        for one in seen[:_SHOWN]
    )
    more = ", …" if len(seen) > _SHOWN else ""
    return say("known.seen_in", list=", ".join(each) + more)


def _row(one: KnownError) -> Choice:
    seen = say("known.seen", n=one.tickets, m=one.licenses) if one.tickets else say("known.seen_nowhere")
    who = say("known.by", who=one.by, day=day(one.at)) if one.by and one.at is not None else ""
    if one.status == confirmed_errors.SUSPECTED:
        who = say("known.of_eight", n=sum(value is True for _, value in one.conditions))
    versions = " → ".join(part for part in (one.software_version, one.fixed_in) if part)
    return Choice(
        id=one.code,
        code=one.code,
        title=one.title,
        detail="  ·  ".join(part for part in (seen, versions, who) if part),
    )
