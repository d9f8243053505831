"""The forms of the register: what can be entered and changed of a license, and by which verb it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from console.faults import NotSet
from console.records.licensing import (
    ChannelRecord,
    ContactRecord,
    CustomerRecord,
    DomainRecord,
    LicenseRecord,
    PurchaseRecord,
    SuspensionRecord,
)
from console.services import archiving, customers, registry
from console.services.desk import Desk
from console.services.standing import if_bought, if_renewed
from console.views.licenses.entry_form import Field, Form, Values
from console.views.licenses.saying import arithmetic
from console.views.words import calendar_day, has, say

_TRUTHS = ((None, "answer.unknown"), (False, "answer.no"), (True, "answer.yes"))
_LANGUAGES = ("", "en", "ru")


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """Makes the forms of a desk; `record` is the license they belong to."""

    desk: Desk
    record: LicenseRecord

    def license(self) -> Form:
        """Return the form of the license itself."""
        desk, one = self.desk, self.record
        return Form(
            heading=say("forms.license"),
            fields=(
                Field(name="license_key", words=say("licenses.key"), value=one.key, needed=True),
                _choice("plan", one.plan, registry.PLANS, "plan"),
                Field(name="product", words=say("licenses.product"), value=one.product),
                Field(
                    name="purchased_at",
                    words=say("licenses.purchased"),
                    kind="instant",
                    value=one.purchased_at,
                    needed=True,
                ),
                _choice("initial_installation", one.initial_installation, registry.INSTALLED, "installed"),
                _choice("problem", one.problem, (None, *registry.PROBLEMS), "problem"),
                Field(name="note", words=say("field.note"), kind="note", value=one.note),
            ),
            save=lambda values, seen: registry.edit_license(desk, one.id, seen=seen, **values),
            aliases={"too_many_domains": "plan"},
        )

    def customer(self, found: CustomerRecord) -> Form:
        """Return the form of the customer."""
        desk = self.desk
        return Form(
            heading=say("forms.customer"),
            fields=(
                Field(name="name", words=say("licenses.customer"), value=found.name, needed=True),
                _choice("kind", found.kind, customers.KINDS, "customer"),
                Field(name="country", words=say("field.country"), value=found.country, hint=say("forms.country_hint")),
                Field(name="time_zone", words=say("field.time_zone"), value=found.time_zone, hint="Europe/Berlin"),
                _choice("language", found.language, _LANGUAGES, "language"),
                Field(name="note", words=say("field.note"), kind="note", value=found.note),
            ),
            save=lambda values, seen: customers.edit_customer(desk, found.id, seen=seen, **values),
            aliases={"bad_time_zone": "time_zone"},
        )

    def contact(self, one: ContactRecord | None) -> Form:
        """Return the form of a contact; without one it enters a new one."""
        desk, customer = self.desk, self.record.customer_id
        roles = (None, *customers.SENDER_ROLES)
        fields = (
            Field(name="name", words=say("field.name"), value=one.name if one else ""),
            Field(name="address", words=say("field.address"), value=one.address if one else ""),
            Field(name="handle", words=say("field.handle"), value=one.handle if one else "", hint="@name"),
            _choice("role", one.role if one else None, roles, "sender"),
            _flag("designated", say("forms.designated"), value=bool(one and one.designated)),
            _choice("language", one.language if one else "", _LANGUAGES, "language"),
        )
        if one is None:
            return Form(
                heading=say("forms.new_contact"),
                fields=fields,
                act=say("forms.add"),
                save=lambda values, _seen: customers.add_contact(desk, customer, **values),
            )
        key = one.id
        return Form(
            heading=say("forms.contact"),
            fields=fields,
            save=lambda values, seen: customers.edit_contact(desk, key, seen=seen, **values),
            remove=lambda: customers.edit_contact(desk, key, active=False),
            remove_words=say("forms.take_off"),
        )

    def domain(self, one: DomainRecord | None) -> Form:
        """Return the form of a domain."""
        desk, license_id = self.desk, self.record.id
        name = Field(
            name="name", words=say("licenses.domain"), value=one.name if one else "", needed=True, hint="example.org"
        )
        if one is None:
            return Form(
                heading=say("forms.new_domain"),
                text=say(f"forms.domains_{self.record.plan}"),
                fields=(name,),
                act=say("forms.add"),
                save=lambda values, _seen: registry.add_domain(desk, license_id, values["name"]),
            )
        key = one.id
        return Form(
            heading=say("forms.domain"),
            fields=(name,),
            save=lambda values, seen: registry.edit_domain(desk, key, seen=seen, **values),
            remove=lambda: registry.edit_domain(desk, key, active=False),
            remove_words=say("forms.take_off"),
        )

    def installation(self, one: DomainRecord) -> Form:
        """Return the form of a check of the installation on a domain: a new record, the earlier ones stay."""
        desk = self.desk
        truths = tuple((key, say(words)) for key, words in _TRUTHS)
        fields = [Field(name="software_version", words=say("field.software_version"), value=one.software_version or "")]
        fields += [
            Field(name=name, words=say(f"field.{name}"), kind="choice", options=truths, value=getattr(one, name))
            for name in registry.INTEGRITY
        ]
        fields.append(Field(name="note", words=say("field.note"), kind="note", value=one.note))
        return Form(
            heading=say("forms.installation", domain=one.name),
            text=say("forms.installation_text"),
            fields=tuple(fields),
            act=say("forms.record"),
            save=lambda values, _seen: registry.set_installation(desk, one.id, **_known(values)),
        )

    def channel(self, one: ChannelRecord | None) -> Form:
        """Return the form of a channel."""
        desk, license_id = self.desk, self.record.id
        fields = (
            _choice("kind", one.kind if one else "email", registry.CHANNEL_KINDS, "channel"),
            Field(name="address", words=say("field.channel_address"), value=one.address if one else "", needed=True),
            _flag("official", say("forms.official"), value=one.official if one else True),
        )
        if one is None:
            return Form(
                heading=say("forms.new_channel"),
                fields=fields,
                act=say("forms.add"),
                save=lambda values, _seen: registry.add_channel(desk, license_id=license_id, **values),
            )
        key = one.id
        return Form(
            heading=say("forms.channel"),
            fields=fields,
            save=lambda values, seen: registry.edit_channel(desk, key, seen=seen, **values),
            remove=lambda: registry.edit_channel(desk, key, active=False),
            remove_words=say("forms.take_off"),
        )

    def purchase(self, one: PurchaseRecord | None, *, months: int = 12) -> Form:
        """Return the form of a renewal, with what it would give below the fields."""
        desk, record, paid = self.desk, self.record, {"instant_in_future": "paid_at"}
        fields = (
            Field(
                name="paid_at",
                words=say("licenses.paid_at"),
                kind="instant",
                value=one.paid_at if one else None,
                needed=True,
                now=None if one else desk.clock,
            ),
            Field(name="length", words=say("field.length"), kind="number", value=one.length if one else months),
            Field(
                name="evidence",
                words=say("licenses.evidence"),
                value=one.evidence if one else "",
                needed=True,
                hint=say("forms.evidence_hint"),
            ),
        )
        if one is None:
            return Form(
                heading=say("forms.new_purchase"),
                text=say("forms.new_purchase_text"),
                fields=fields,
                act=say("licenses.record_purchase"),
                preview=lambda values: _would_give(desk, record, values),
                save=lambda values, _seen: registry.record_purchase(desk, record.id, **values),
                aliases=paid,
            )
        key = one.id
        return Form(
            heading=say("forms.purchase"),
            fields=fields,
            save=lambda values, seen: registry.edit_purchase(desk, key, seen=seen, **values),
            aliases=paid,
            remove=lambda: registry.edit_purchase(desk, key, void=True),
            remove_words=say("forms.take_back"),
        )

    def suspension(self, one: SuspensionRecord | None, *, at: datetime) -> Form:
        """Return the form of a suspension; no period gets longer by it (23.2)."""
        desk, license_id = self.desk, self.record.id
        reason = Field(
            name="reason", words=say("field.reason"), kind="note", value=one.reason if one else "", needed=True
        )
        if one is not None:
            key = one.id
            return Form(
                heading=say("forms.suspension"),
                text=say("forms.suspension_text"),
                fields=(reason, Field(name="ends_at", words=say("field.ends_at"), kind="day", value=one.ends_at)),
                save=lambda values, seen: registry.edit_suspension(desk, key, seen=seen, **values),
            )
        clauses = tuple((one, say("license.clause", clause=one)) for one in registry.SUSPENSION_CLAUSES)
        return Form(
            heading=say("forms.new_suspension"),
            text=say("forms.suspension_text"),
            fields=(
                _choice("kind", "support", registry.SUSPENDED, "suspended"),
                Field(name="basis", words=say("field.basis"), kind="choice", options=clauses, value="19.3"),
                reason,
                Field(name="starts_at", words=say("field.starts_at"), kind="instant", value=at),
                Field(name="review_at", words=say("field.review_at"), kind="day"),
            ),
            act=say("forms.suspend"),
            save=lambda values, _seen: registry.suspend(desk, license_id, **values),
        )

    def transfer(self, *, at: datetime) -> Form:
        """Return the form of a transfer to the archive; the agreement is asked when it is written."""
        desk, license_id = self.desk, self.record.id
        return Form(
            heading=say("forms.archive"),
            text=say("forms.archive_text"),
            fields=(
                Field(name="at", words=say("field.at"), kind="instant", value=at),
                Field(name="note", words=say("field.note"), kind="note"),
            ),
            act=say("forms.archive_act"),
            save=lambda values, _seen: archiving.archive(desk, license_id, **values),
        )

    def restoration(self, *, at: datetime) -> Form:
        """Return the form of a decision on bringing an archived license back."""
        desk, license_id = self.desk, self.record.id
        grounds = (("", say("restoration.none")), *((one, say(f"restoration.{one}")) for one in archiving.REFUSALS))
        truths = tuple((key, say(words)) for key, words in _TRUTHS)
        return Form(
            heading=say("forms.restoration"),
            text=say("forms.restoration_text"),
            fields=(
                Field(name="feasible", words=say("field.feasible"), kind="choice", options=truths),
                Field(name="approved", words=say("field.approved"), kind="choice", options=truths[1:], value=False),
                Field(name="ground", words=say("field.grounds"), kind="choice", options=grounds, value=""),
                Field(name="at", words=say("field.decided_at"), kind="instant", value=at),
                Field(name="paid_at", words=say("licenses.paid_at"), kind="day", hint=say("forms.paid_hint")),
                Field(name="length", words=say("field.length"), kind="number", value=12),
            ),
            act=say("forms.record"),
            save=lambda values, _seen: archiving.decide_restoration(desk, license_id, **_decision(values)),
        )


def new_license(desk: Desk) -> Form:
    """Return the form of a new license with its customer and domains."""
    return Form(
        heading=say("licenses.new"),
        fields=(
            Field(name="key", words=say("licenses.key"), needed=True),
            Field(name="customer", words=say("licenses.customer"), needed=True, hint=say("forms.customer_hint")),
            _choice("plan", "PRO", registry.PLANS, "plan"),
            Field(name="product", words=say("licenses.product")),
            Field(name="purchased_at", words=say("licenses.purchased"), kind="instant", needed=True, now=desk.clock),
            Field(name="domain", words=say("licenses.domain"), hint="example.org"),
            Field(name="second", words=say("forms.second_domain"), hint=say("forms.second_hint")),
            _choice("initial_installation", "unknown", registry.INSTALLED, "installed"),
            Field(name="time_zone", words=say("field.time_zone"), hint="Europe/Berlin"),
            _choice("language", "", _LANGUAGES, "language"),
        ),
        act=say("licenses.add"),
        preview=lambda values: _terms(desk, values),
        save=lambda values, _seen: registry.add_license(desk, _new(values)),
        aliases={"license_exists": "key", "bad_domain": "domain", "too_many_domains": "second"},
    )


def _new(values: Values) -> registry.NewLicense:
    given = dict(values)
    names = (given.pop("domain"), given.pop("second"))
    return registry.NewLicense(domains=tuple(one for one in names if one), **given)


def _terms(desk: Desk, values: Values) -> str:
    """Return what the plan and the day of the purchase give: the domains, and until when Support is free."""
    if values["purchased_at"] is None:
        return say(f"forms.domains_{values['plan']}") if has(f"forms.domains_{values['plan']}") else ""
    try:
        periods = if_bought(desk, plan=values["plan"], at=values["purchased_at"]).periods
    except NotSet:
        periods = ()
    until = [f"{say(f'license.{one.kind}')} {say('license.until', day=calendar_day(one.last_day))}" for one in periods]
    domains = f"forms.domains_{values['plan']}"
    return "  ·  ".join([*until, *([say(domains)] if has(domains) else [])])


def _would_give(desk: Desk, record: LicenseRecord, values: Values) -> str:
    if values["paid_at"] is None:
        return say("forms.paid_first")
    found = if_renewed(desk, record, at=values["paid_at"], months=values["length"])
    if found.period is None:
        return say("forms.archived_gives_nothing")
    begins = calendar_day(found.period.start.astimezone(desk.company.zone).date())
    return say("forms.would_run", start=begins, end=calendar_day(found.period.last_day), how=arithmetic(found.period))


def _decision(values: Values) -> dict[str, Any]:
    given = dict(values)
    ground = given.pop("ground")
    if given["paid_at"] is None:
        given["length"] = None
    return {**given, "grounds": (ground,) if ground else ()}


def _known(values: Values) -> Values:
    return {name: None if value == "" and name == "software_version" else value for name, value in values.items()}


def _choice(name: str, value: Any, keys: tuple[Any, ...], group: str) -> Field:
    options = tuple((key, say(f"{group}.{key or 'unknown'}")) for key in keys)
    return Field(name=name, words=_label(name), kind="choice", options=options, value=value)


def _flag(name: str, words: str, *, value: bool) -> Field:
    return Field(name=name, words=say(f"field.{name}"), kind="flag", options=((True, words),), value=value)


def form_of(made: Forms, wish: str, number: int, *, at: datetime) -> Form:
    """Return the form that a wish of the page asks for; number 0 is a new entry, of a renewal it is its months."""
    record = made.record
    makers: dict[str, Callable[[], Form]] = {
        "license": made.license,
        "contact": lambda: made.contact(_of(record.contacts, number)),
        "domain": lambda: made.domain(_of(record.domains, number)),
        "installation": lambda: made.installation(_of(record.domains, number)),
        "channel": lambda: made.channel(_of(record.channels, number)),
        "suspension": lambda: made.suspension(_of(record.suspensions, number), at=at),
        "transfer": lambda: made.transfer(at=at),
        "restoration": lambda: made.restoration(at=at),
        "renewal": lambda: made.purchase(None, months=number),
        "purchase": lambda: made.purchase(_of(record.purchases, number)),
    }
    return makers[wish]()


def _of(rows: tuple[Any, ...], number: int) -> Any:
    return next((one for one in rows if one.id == number), None)


def _label(name: str) -> str:
    """Return the words of a field at the beginning of a line; in the history they stand inside a sentence."""
    words = say(f"field.{name}")
    return words[:1].upper() + words[1:]
