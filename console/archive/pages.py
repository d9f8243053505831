"""Pages for people without the program: a list of the tickets, and the tickets with their texts.

Everything is escaped, nothing is loaded from anywhere and nothing runs; the browser is told so as well.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

from console.archive import layout, lifetime
from console.archive.lifetime import Lifetime
from console.archive.page_words import coded, day, moment, safe, spoken, words
from console.records.schedules import ClockView
from console.records.tickets import DecisionRecord, EventRecord, FactRecord, MessageRecord, TicketRow

ON_A_PAGE = 100
_LISTED = 5_000
_MARK = re.compile("█([0-9]+)█")
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A ticket as a page shows it."""

    row: TicketRow
    messages: Sequence[MessageRecord]
    decisions: Sequence[DecisionRecord]
    events: Sequence[EventRecord]
    facts: Sequence[FactRecord] = ()
    clocks: Sequence[ClockView] = ()
    license: Lifetime | None = None


class Growing(Protocol):
    """A text that grows."""

    def write(self, text: str) -> None:
        """Write text behind the rest."""


class Pages:
    """Writes the pages of an archive one after another, and the list that leads to them; `done` pages are there."""

    def __init__(self, bag: Path, listing: Growing, total: int, reason: str = "", *, done: int = 0) -> None:
        self._bag, self._list, self._total, self._page = bag, listing, total, done
        self._written, self._reason = done * ON_A_PAGE, reason
        (bag / layout.PAGES).mkdir(exist_ok=True)
        if not done:
            self._list.write(_top(spoken("title")))
            self._list.write(f"<h1>{spoken('title')}</h1><p>{spoken('utc')}</p><p class=soft>{spoken('proof')}</p>")
            self._list.write(f"<h2>{spoken('tickets')}: {total}</h2><table>{self._heads()}")

    def add(self, tickets: Sequence[Shown]) -> str:
        """Write one page of ON_A_PAGE tickets, the last of what is left; return its SHA-256."""
        self._page += 1
        self._written += len(tickets)
        name = f"{self._page:05}.html"
        if self._total <= _LISTED:
            self._list.write("".join(self._barred(_line(one.row, f"pages/{name}")) for one in tickets))
        else:
            first, last = tickets[0].row, tickets[-1].row
            self._list.write(
                f"<tr><td class=n><a href=pages/{name}>TK-{first.number} – TK-{last.number}</a></td>"
                f"<td class=t>{day(first.received_at)} – {day(last.received_at)}</td></tr>\n"
            )
        hashed = hashlib.sha256()
        with (self._bag / layout.PAGES / name).open("wb") as page:
            for piece in self._whole(tickets):
                content = piece.encode()
                hashed.update(content)
                page.write(content)
        return hashed.hexdigest()

    def _heads(self) -> str:
        """Return the headings of the list: of each ticket, or of each page of very many."""
        names = ("ticket", "received", "subject", "state") if self._total <= _LISTED else ("tickets", "received")
        return f"<tr>{''.join(f'<th scope=col>{spoken(one)}</th>' for one in names)}</tr>\n"

    def _whole(self, tickets: Sequence[Shown]) -> Iterator[str]:
        first, last = tickets[0].row.number, tickets[-1].row.number
        told = f"TK-{first} – TK-{last}"
        yield _top(f"{told} · {spoken('page')} {self._page}")
        yield f"{self._ways()}<h1>{told}</h1><p class=soft>{spoken('utc')}</p><p class=soft>{spoken('files')}</p>"
        for one in tickets:
            yield "".join(self._barred(part) for part in _ticket(one))
        yield f"{self._ways()}</body></html>\n"

    def _ways(self) -> str:
        """Return the ways from a page: to the list, to the page before it, to the next."""
        ways = [f"<a href=../index.html>{spoken('back')}</a>"]
        if self._page > 1:
            ways.append(f"<a href={self._page - 1:05}.html>{spoken('before')}</a>")
        if self._written < self._total:
            ways.append(f"<a href={self._page + 1:05}.html>{spoken('next')}</a>")
        return f"<nav>{' '.join(ways)}</nav>"

    def end(self) -> None:
        """End the list."""
        self._list.write("</table></body></html>\n")

    def _barred(self, text: str) -> str:
        """Return a part of a page with what was left out as black bars that tell why."""
        if not self._reason:
            return text
        told = safe(f"{words()['left_out']}: {self._reason}")
        return _MARK.sub(lambda one: f'<span class=bar title="{told}">{one[1]}</span>', text)


def _line(row: TicketRow, page: str) -> str:
    told = coded("outcome", row.outcome) if row.outcome else coded("status", row.status.value)
    told += f"<br><span class=soft>{safe(row.close_reason)}</span>" if row.close_reason else ""
    return (
        f"<tr><td class=n><a href={page}#tk-{row.number}>TK-{row.number}</a></td>"
        f"<td class=t>{day(row.received_at)}</td><td>{safe(row.subject)}<br>"
        f"<span class=soft>{safe(row.customer)}</span></td><td>{told}</td></tr>\n"
    )


def _ticket(one: Shown) -> Iterator[str]:
    row = one.row
    yield f"<article id=tk-{row.number}><h2>TK-{row.number} · {safe(row.subject)}</h2><dl>"
    told = {
        "received": moment(row.received_at),
        "status": coded("status", row.status.value),
        "customer": safe(row.customer),
        "license": _license(row),
        "outcome": coded("outcome", row.outcome) if row.outcome else "",
    }
    yield "".join(f"<dt>{spoken(name)}</dt><dd>{value}</dd>" for name, value in told.items() if value)
    yield "</dl>\n"
    if one.license is not None:
        yield from lifetime.told(one.license, row.received_at)
    for message in one.messages:
        yield from _message(message)
    yield from _facts(one.facts)
    for decision in one.decisions:
        yield from _decision(decision)
    yield from _clocks(one.clocks)
    yield f"<details><summary>{spoken('history')}</summary><table>"
    for event in one.events:
        yield (
            f"<tr><td class=n>{event.n}</td><td class=t>{moment(event.recorded_at)}</td><td>{safe(event.kind)}</td>"
            f"<td>{safe(event.actor or '')}</td><td class=soft title={event.hash}>{event.hash[:12]}</td></tr>"
        )
    yield "</table></details></article>\n"


def _message(one: MessageRecord) -> Iterator[str]:
    kind = one.direction.value
    who = " ".join(part for part in (one.author, f"<{one.address}>" if one.address else "") if part)
    yield f"<section class={kind}><b>{safe(who)}</b> <span class=soft>{spoken(kind)} · {moment(one.sent_at)}</span>"
    yield f"<pre>{safe(one.text)}</pre>"
    files_told = [f"<li>{_file(spoken('original'), one.raw_sha256)}</li>"] if one.raw_sha256 else []
    for file in one.attachments:
        told = f"{spoken('attachment')}: {safe(file.name)} ({safe(file.media_type)}, {file.size} B)"
        link = _file(told, file.sha256) if file.sha256 else f"{told}: {spoken('missing')}"
        files_told.append(f"<li>{link}</li>")
    yield f"<ul>{''.join(files_told)}</ul></section>\n" if files_told else "</section>\n"


def _decision(one: DecisionRecord) -> Iterator[str]:
    yield (
        f"<section><b>{spoken('decision')} {one.n}: {coded('outcome', one.outcome)}</b><br>{spoken('clause')}: "
        f"{safe(one.primary or '–')} · {spoken('by')}: {safe(one.by or '–')}, {moment(one.made_at)} · "
        f"{spoken('under')}: {safe(one.agreement)}"
    )
    yield f"<pre>{safe(one.override_reason)}</pre>" if one.override_reason else ""
    yield f"{''.join(_trace(one))}</section>\n"


def _license(row: TicketRow) -> str:
    state = coded("license_state", row.license_state) if row.license_state else ""
    return " · ".join(part for part in (safe(row.license_key or ""), state) if part)


def _facts(facts: Sequence[FactRecord]) -> Iterator[str]:
    """Yield the facts by which was decided: each with its value, and whether a person confirmed it."""
    if facts:
        yield f"<section><b>{spoken('facts')}</b><dl>"
        for one in facts:
            value = one.value if isinstance(one.value, str) else json.dumps(one.value, ensure_ascii=False)
            told = f"{safe(value)} <span class=soft>{coded('fact', one.status)}</span>"
            yield f"<dt>{safe(one.name.replace('_', ' '))}</dt><dd>{told}</dd>"
        yield "</dl></section>\n"


def _clocks(clocks: Sequence[ClockView]) -> Iterator[str]:
    """Yield the team's clocks: what was allowed and spent of business time, from when, and until when."""
    if not clocks:
        return
    heads = "".join(f"<th scope=col>{spoken(name)}</th>" for name in ("clock", "from", "until", "spent"))
    yield f"<section><b>{spoken('clocks')}</b><table><tr>{heads}</tr>"
    for one in clocks:
        ended = "–" if one.stopped_at is None else moment(one.stopped_at)
        yield (
            f"<tr><td>{coded('clock', one.target)}</td><td class=t>{moment(one.started_at)}</td>"
            f"<td class=t>{ended}</td><td class=n>{_hours(one.spent)} / {_hours(one.allowed)}</td></tr>"
        )
    yield "</table></section>\n"


def _hours(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds % 3600 // 60:02}"


def _trace(one: DecisionRecord) -> Iterator[str]:
    """Yield the rules that were tried, as the stored result lists them; nothing where it was left out or is none."""
    try:
        told = json.loads(one.result or "null")
    except (ValueError, RecursionError):
        return
    steps = told.get("trace") if isinstance(told, dict) else None
    if not isinstance(steps, list) or not steps:
        return
    heads = "".join(f"<th scope=col>{spoken(name)}</th>" for name in ("rule", "clause", "holds", "facts"))
    yield f"<details><summary>{spoken('trace')}</summary><table><tr>{heads}</tr>"
    for step in steps:
        if isinstance(step, dict):
            yield f"<tr>{''.join(f'<td>{cell}</td>' for cell in _step(step, str(told.get('rule'))))}</tr>"
    yield "</table></details>"


def _step(step: dict[str, Any], deciding: str) -> Iterator[str]:
    """Yield a rule that was tried, its clauses, whether it held and decided, and the facts that it looked at."""
    name = str(step.get("rule"))
    yield safe(f"{step.get('row')}. {name.replace('_', ' ')}")
    yield safe(", ".join(map(str, _listed(step.get("clauses")))))
    held = coded("holds", json.dumps(step.get("value")))
    yield f"<b>{held}</b>" if name == deciding else held
    facts = (one for one in _listed(step.get("facts")) if isinstance(one, list))
    yield "<br>".join(safe(": ".join(str(part).replace("_", " ") for part in one)) for one in facts)


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _file(told: str, sha256: str) -> str:
    return f"<a href=../files/{sha256[:2]}/{sha256} download>{told}</a>"


def _top(title: str) -> str:
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8>"
        f'<meta http-equiv=Content-Security-Policy content="{_POLICY}"><meta name=referrer content=no-referrer>'
        f'<meta name=viewport content="width=device-width"><title>{title}</title><style>{_style()}</style></head>'
        "<body>\n"
    )


@cache
def _style() -> str:
    return files("resources").joinpath("pages.css").read_text(encoding="utf-8").replace("\n", "")
