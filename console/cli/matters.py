"""`matters`, `pauses`, `services`, `fair-use`, `acknowledged`: what requests, licenses and customers bring besides."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from typing import Any

from console.cli.output import json_line, table
from console.cli.running import runs
from console.cli.tickets import number_of
from console.faults import NotAllowed
from console.services import acknowledging, fair_use, matters, paid_services, showing, suspending, telling
from console.services.desk import Desk
from console.store.queries import licensing
from console.views.words import moment, of, say


def add_commands(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    shown = commands.add_parser("matters", help="signs, questions, facts, access, pauses and orders of one ticket")
    shown.add_argument("number", metavar="NUMBER")
    runs(shown, _matters)
    pauses = commands.add_parser("pauses", help="pauses in force, the one that is due for review first")
    pauses.add_argument("--due", action="store_true", help="only those whose day of review has come")
    runs(pauses, _pauses)
    services = commands.add_parser("services", help="paid services: on offer or not, terms, link; or change one")
    services.add_argument("code", nargs="?", metavar="CODE", help="the service to change")
    services.add_argument("--offer", choices=("yes", "no"), default="yes")
    services.add_argument("--terms", default="")
    services.add_argument("--link", default="")
    runs(services, _services)
    fair = commands.add_parser("fair-use", help="the eight counts of clause 24 of a license")
    fair.add_argument("license", metavar="LICENSE")
    runs(fair, _fair_use)
    known = commands.add_parser("acknowledged", help="customers under the version in force: since when, told or not")
    known.add_argument("--tell", action="store_true", help="write the letter of clause 29 to each who was not told yet")
    runs(known, _acknowledged)


def _print(asked: argparse.Namespace, heads: tuple[str, ...], rows: list[tuple[object, ...]], found: Any) -> None:
    if asked.json:
        for one in found:
            json_line(one)
    else:
        table(heads, rows)


def _matters(here: Desk, asked: argparse.Namespace) -> None:
    found = matters.of_ticket(here, showing.id_of(here, number_of(asked.number)))
    signs = tuple(replace(one, words=_hidden(one.kind, one.words)) for one in found.signs)
    if asked.json:
        json_line(replace(found, signs=signs))
        return
    rows: list[tuple[object, ...]] = [
        (say("matters.head_noticed"), say(f"sign.{one.kind}"), one.clause, one.verdict, one.words) for one in signs
    ]
    rows += [
        (
            say("matters.head_questions"),
            f"Q{n}",
            one.topic or "",
            say("question.settled") if one.answered else "",
            one.text,
        )
        for n, one in enumerate(found.questions, 1)
    ]
    rows += [(say("matters.head_questions"), say("question.later"), "", one.verdict, one.words) for one in found.asked]
    rows += [
        (say("matters.head_facts15"), say(f"fact15.{one.fact}"), one.clause, one.status, "") for one in found.facts
    ]
    rows += [
        (say("matters.head_access"), say(f"access.{one.kind}"), "21.1", one.state, one.purpose) for one in found.access
    ]
    rows += [(say("matters.head_pauses"), say(f"pause.{one.kind}"), one.basis, "", one.reason) for one in found.pauses]
    rows += [(say("matters.head_orders"), one.service, "", one.state, one.note) for one in found.orders]
    table(
        ("card", "what", "clause", "state", "words"), [(*row[:4], " ".join(str(row[4]).split())[:90]) for row in rows]
    )


def _hidden(kind: str, words: str) -> str:
    return "•" * 6 if kind == "access_data" else words


def _pauses(here: Desk, asked: argparse.Namespace) -> None:
    found = suspending.due(here) if asked.due else suspending.running(here)
    rows: list[tuple[object, ...]] = [
        (
            say(f"pause.{one.kind}"),
            one.basis,
            "" if one.review_at is None else moment(one.review_at),
            one.license_key,
            "" if one.ticket_number is None else f"TK-{one.ticket_number}",
            one.reason[:60],
        )
        for one in found
    ]
    _print(asked, ("pause", "clause", "review", "license", "ticket", "reason"), rows, found)


def _services(here: Desk, asked: argparse.Namespace) -> None:
    if asked.code:
        paid_services.change(here, asked.code, available=asked.offer == "yes", terms=asked.terms, link=asked.link)
    found = paid_services.catalog(here)
    rows: list[tuple[object, ...]] = [
        (
            one.code,
            of(one.title_en, one.title_ru),
            say("paid.offered" if one.available else "paid.not_offered"),
            one.terms,
            one.link,
        )
        for one in found
    ]
    _print(asked, ("service", "title", "offer", "terms", "link"), rows, found)


def _fair_use(here: Desk, asked: argparse.Namespace) -> None:
    with here.store.read() as connection:
        license_id = licensing.license_by_key(connection, asked.license)
    found = fair_use.counts(here, license_id)
    rows: list[tuple[object, ...]] = [(one.clause, say(f"fair.{one.count}"), one.number) for one in found]
    _print(asked, ("clause", "count", "number"), rows, found)


def _acknowledged(here: Desk, asked: argparse.Namespace) -> None:
    version = telling.newest(here)
    if asked.tell:
        _tell(here, version)
    found = acknowledging.overview(here, version)
    rows: list[tuple[object, ...]] = [
        (
            one.customer,
            one.version,
            "" if one.first_use_at is None else moment(one.first_use_at),
            "" if one.noticed_at is None else moment(one.noticed_at),
        )
        for one in found
    ]
    _print(asked, ("customer", "version", "first_request", "told"), rows, found)


def _tell(here: Desk, version: int) -> None:
    """Write to everybody who was not told; who cannot be written to is named and the rest go on."""
    for one in telling.concerned(here, version):
        try:
            telling.tell(here, one.customer_id, version)
        except NotAllowed as fault:
            sys.stderr.write(f"{one.customer}: {fault}\n")
