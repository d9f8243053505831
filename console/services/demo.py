"""The demo desk: invented customers, licenses in every state and tickets of every tier, in a database of its own.

Everything goes the real way: licenses through the register, mails through the parser and the intake, answers through
the outbox. Ages are counted back from now, so that the desk is always fresh.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from dateutil.relativedelta import relativedelta

from console.channels.compose import SENT
from console.channels.mail.parse import parse_mail
from console.records.base import Actor, LicenseId, Role, StaffId, TicketId, Tier
from console.records.schedules import ScheduleRecord
from console.services import (
    archiving,
    assign,
    closing,
    company,
    customers,
    demo_kinds,
    holidays,
    registry,
    standing,
    targets,
    triage,
)
from console.services.demo_chat import take_chat
from console.services.demo_people import seat_people
from console.services.demo_picture import empty_orders
from console.services.desk import Clock, Desk, ensure_staff, open_desk, utc_now
from console.services.intake.mail import take_mail
from console.services.intake.wish import ImportWish
from console.services.reply import Outgoing, send_reply
from console.store import Unit, tables

ZONE = "Europe/Moscow"
SUPPORT = "support@clausedesk.example"
_AGO = re.compile(r"(\d+)([mhd])$")
_BOUGHT = re.compile(r"(-?)(\d+)mo (\d+)d$")
_WEEK = ("mon", "tue", "wed", "thu", "fri")


def build_demo(url: str, *, out_folder: Path, clock: Clock = utc_now, every_kind: bool = False) -> Desk:
    """Make the demo desk in an empty database, or open it where it stands; return the desk of its specialist.

    With `every_kind` a request of every kind that the agreement tells apart stands behind the everyday ones.
    """
    desk = open_desk(url, login="dana", name="Dana Kim", out_folder=out_folder, clock=clock, role=Role.LEAD)
    with desk.store.read() as connection:
        done = connection.execute(tables.tickets.tickets.select().limit(1)).first() is not None
    if done:
        return desk
    return _Builder(desk, every_kind=every_kind).build()


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("resources").joinpath("demo", name).read_text(encoding="utf-8"))


class _Builder:
    """The steps of the demo, in order."""

    def __init__(self, desk: Desk, *, every_kind: bool) -> None:
        self.content = _read("desk.toml")
        for name, rows in (demo_kinds.asked_back(_read("kinds.toml")) if every_kind else {}).items():
            self.content[name] = [*self.content.get(name, ()), *rows]
        self.now = desk.clock()
        self.desk = desk
        self.staff: dict[str, Actor] = {"me": desk.actor}
        self.known: dict[str, str] = {}

    def build(self) -> Desk:
        """Set the company up, enter the register, take the mails in, answer and close some."""
        self._company()
        for person in self.content["staff"]:
            self.staff[person["login"]] = ensure_staff(
                self.desk.store,
                login=person["login"],
                name=person["name"],
                role=Role(person["role"]),
                now=self.now,
            )
        seat_people(self.desk, self.content, self.staff)
        for one in self.content["license"]:
            self._license(one)
        demo_kinds.enter_errors(self.desk, self.content.get("error", []))
        for number, one in enumerate(self.content["ticket"]):
            self._ticket(number, one)
        take_chat(self.desk, self._ago)
        return standing.with_company(self.desk)

    def _company(self) -> None:
        store, actor = self.desk.store, self.desk.actor
        company.set_setting(store, actor, "policy_tz", ZONE, at=self.now)
        company.set_setting(store, actor, "company_name", "Harbor Software", at=self.now)
        company.set_setting(store, actor, "no_response_close_after_days", 14, at=self.now)
        company.set_setting(store, actor, "ask_info_close_after_days", 7, at=self.now)
        schedule = ScheduleRecord(
            id=0,
            version_label="demo",
            time_zone=ZONE,
            hours=dict.fromkeys(_WEEK, (("10:00", "18:00"),)),
            source="demo",
            valid_from=self.now - timedelta(days=400),
        )
        company.add_schedule(store, actor, schedule, at=self.now)
        self._time(schedule.valid_from)
        for code in ("server_admin", "installation", "development"):
            company.offer_service(store, actor, code, available=True, at=self.now)
        self.desk = self.desk.refreshed()
        registry.add_channel(self.desk, kind="email", address=SUPPORT, official=True)

    def _time(self, since: datetime) -> None:
        """Set the team's own targets, and bring in holidays that wait to be confirmed."""
        self.desk = self.desk.refreshed()
        for kind, minutes in (("first_response", 960), ("next_response", 960)):
            targets.set_target(self.desk, kind, minutes, valid_from=since)
        holidays.bring_in(self.desk, "RU", self.now.year + 1)

    def _license(self, one: dict[str, Any]) -> None:
        license_id = registry.add_license(
            self.desk,
            registry.NewLicense(
                key=one["key"],
                plan=one["plan"],
                customer=one["customer"],
                purchased_at=self._back(one["bought"]),
                product="Harbor Panel",
                domains=tuple(one[name] for name in ("domain", "second_domain") if name in one),
                language=one["language"],
                time_zone=one.get("zone", ""),
                country=one.get("country", ""),
                initial_installation=one.get("installation", "done"),
            ),
        )
        self._people_and_domains(license_id, one)
        for paid in one.get("paid", ()):
            registry.record_purchase(
                self.desk,
                license_id,
                paid_at=self._back(paid["ago"]),
                length=paid["length"],
                evidence=paid["evidence"],
            )
        if "archived_ago" in one:
            archiving.archive(self.desk, license_id, at=self._back(one["archived_ago"]))
        if "restored" in one:
            back = one["restored"]
            demo_kinds.bring_back(self.desk, license_id, at=self._back(back["ago"]), length=back["length"])
        if "problem" in one:
            registry.edit_license(self.desk, license_id, problem=one["problem"])

    def _people_and_domains(self, license_id: LicenseId, one: dict[str, Any]) -> None:
        with self.desk.store.read() as connection:
            record = registry.read_license(connection, license_id)
        demo_kinds.set_installation(self.desk, license_id, one.get("state", {}))
        for contact in one["contacts"]:
            self.known[contact["address"]] = contact["name"]
            customers.add_contact(
                self.desk,
                record.customer_id,
                name=contact["name"],
                address=contact["address"],
                role=contact["role"],
                designated=contact["designated"],
                language=one["language"],
            )

    def _ticket(self, number: int, one: dict[str, Any]) -> None:
        sent_at = self._ago(one["ago"])
        raw = self._mail(f"demo-{number}", one["from"], one["subject"], one["body"], sent_at, file=one.get("file"))
        ticket_id = self._take(raw, sent_at)
        answered_at = min((self._ago(reply["ago"]) for reply in one.get("reply", ())), default=self.now)
        marked_at = min(sent_at + timedelta(minutes=20), answered_at, self.now)
        self._mark(self._walking(max(sent_at, marked_at - timedelta(minutes=2)), marked_at), ticket_id, one)
        demo_kinds.act_on(self._desk(min(sent_at + timedelta(hours=1), answered_at, self.now)), ticket_id, one)
        for reply in one.get("reply", ()):
            self._reply(ticket_id, one, reply)
        for place, answer in enumerate(one.get("answer", ())):
            at = self._ago(answer["ago"])
            self._take(
                self._mail(
                    f"demo-{number}-{place}",
                    one["from"],
                    "Re: " + one["subject"],
                    answer["text"],
                    at,
                    root=f"demo-{number}",
                ),
                at,
            )
        if "pause" in one:
            demo_kinds.pause(self.desk, ticket_id, one["pause"])
        if "close" in one:
            answered = self._ago(one["reply"][-1]["ago"]) if "reply" in one else sent_at + timedelta(hours=2)
            then = self._desk(answered + self._span(one.get("close_after", "20m")))
            closing.close(then, ticket_id, one["close"], version=self._version(ticket_id))

    def _mark(self, desk: Desk, ticket_id: TicketId, one: dict[str, Any]) -> None:
        """Say what a request is about, and whose it is, at the desk's hour."""
        if "facts" in one:
            for name, value in {**one["facts"], "topic": one["topic"]}.items():
                if name != "topic":
                    triage.set_fact(desk, ticket_id, name, value, version=self._version(ticket_id))
        if "facts" in one or "tier" in one:
            triage.set_topic(desk, ticket_id, one["topic"], version=self._version(ticket_id))
        if "tier" in one:
            triage.set_tier(desk, ticket_id, Tier(one["tier"]), version=self._version(ticket_id))
        if "owner" in one:
            owner = self.staff[one["owner"]].staff_id
            assign.assign(desk, ticket_id, StaffId(owner), version=self._version(ticket_id))

    def _reply(self, ticket_id: TicketId, one: dict[str, Any], reply: dict[str, Any]) -> None:
        desk = replace(self._desk(self._ago(reply["ago"])), actor=self.staff[reply["by"]])
        send_reply(
            desk,
            Outgoing(
                ticket_id=ticket_id,
                text=reply["text"].strip(),
                subject=f"Re: {one['subject']}",
                to_address=one["from"],
                base_event=10_000,
                asks=reply.get("asks", False),
                letter_code=reply.get("letter"),
                final=not reply.get("asks", False),
            ),
        )

    def _take(self, raw: bytes, at: datetime) -> TicketId:
        desk = self._desk(at)
        mail = parse_mail(raw, file="demo")

        def act(unit: Unit) -> int:
            take_mail(unit, desk, mail, ImportWish())
            item = unit.find(tables.messages.intake_items, natural_key=f"mid:{mail.message_id}")
            return 0 if item is None else int(item["ticket_id"])

        return TicketId(int(str(desk.apply(desk.command("import"), act).result)))

    def _mail(
        self, key: str, sender: str, subject: str, body: str, at: datetime, *, file: str | None = None, root: str = ""
    ) -> bytes:
        message = EmailMessage(policy=SENT)
        name = self.known.get(sender, "")
        message["From"] = f'"{name}" <{sender}>' if name else sender
        message["To"] = SUPPORT
        message["Subject"] = subject
        message["Date"] = format_datetime(at)
        message["Message-ID"] = f"<{key}@clausedesk.example>"
        if root:
            message["In-Reply-To"] = message["References"] = f"<{root}@clausedesk.example>"
        message.set_content(body.strip() + "\n")
        if file:
            message.add_attachment(empty_orders(), maintype="image", subtype="png", filename=file)
        return message.as_bytes()

    def _version(self, ticket_id: TicketId) -> int:
        with self.desk.store.read() as connection:
            row = connection.execute(
                tables.tickets.tickets.select().where(tables.tickets.tickets.c.id == ticket_id)
            ).one()
        return int(row.version)

    def _desk(self, at: datetime) -> Desk:
        return replace(self.desk, clock=lambda: at)

    def _walking(self, start: datetime, end: datetime) -> Desk:
        """Return the desk with a clock that goes on by a second whenever it is asked, and stands at the end."""
        ticks = itertools.count()
        return replace(self.desk, clock=lambda: min(start + timedelta(seconds=next(ticks)), end))

    def _ago(self, text: str) -> datetime:
        return self.now - self._span(text)

    @staticmethod
    def _span(text: str) -> timedelta:
        match = _AGO.match(text)
        assert match is not None, text  # noqa: S101 - the demo's own file
        unit = {"m": "minutes", "h": "hours", "d": "days"}[match[2]]
        return timedelta(**{unit: int(match[1])})

    def _back(self, text: str) -> datetime:
        match = _BOUGHT.match(text)
        assert match is not None, text  # noqa: S101 - the demo's own file
        sign = -1 if match[1] else 1
        return self.now - sign * relativedelta(months=int(match[2]), days=int(match[3]))
