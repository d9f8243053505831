"""What is known of a license and of a request: frozen values. What is not known is None, never false.

A fact that the console's own records hold (an open request, a suspension, a mark, confirmed conduct) is absent when it
is not recorded; a fact about the world (the sender, the channel, the report, an installation) is unknown until somebody
says. Values turn into plain JSON values and back, so that a decision can be stored with its inputs and taken again.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
Truth: TypeAlias = bool | None
Revive: TypeAlias = Callable[[Any], Any]

_PLAIN = frozenset({str, int, float, bool, type(None)})
UNITS = ("day", "week", "month", "year")


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """A paid period: paid at an instant, `length` in `unit` (day, week, month, year).

    The text gives neither lengths nor units (A09), so nothing is assumed. Raises ValueError for a length below one, a
    unit that is not known, or an instant without a zone.
    """

    paid_at: datetime
    length: int
    unit: str = "month"

    def __post_init__(self) -> None:
        _aware(self.paid_at)
        if self.unit not in UNITS:
            raise ValueError(f"a period has no unit {self.unit!r}")
        if self.length < 1:
            raise ValueError(f"a period has no length {self.length!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """A restoration case of an archived license (13.5); None is not decided or not paid yet."""

    decided_at: datetime | None = None
    approved: bool | None = None
    feasible: bool | None = None
    paid_at: datetime | None = None
    length: int | None = None
    unit: str | None = None

    def __post_init__(self) -> None:
        _aware(self.decided_at)
        _aware(self.paid_at)

    @property
    def payment(self) -> Purchase | None:
        """Return the payment that the case records itself, or None. Raises ValueError as Purchase does."""
        if self.paid_at is None or self.length is None:
            return None
        return Purchase(paid_at=self.paid_at, length=self.length, unit=self.unit or "month")


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseFacts:
    """What decides a license's state. `problem`: pirated, unofficial, not_valid. Suspensions take no part (23.2)."""

    purchased_at: datetime
    plan: str = "PRO"
    problem: str | None = None
    purchases: tuple[Purchase, ...] = ()
    transfers: tuple[datetime, ...] = ()
    restorations: tuple[Restoration, ...] = ()

    def __post_init__(self) -> None:
        for instant in (self.purchased_at, *self.transfers):
            _aware(instant)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question; a topic of None is not classified yet."""

    text: str = ""
    topic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the user's report holds: true present, false missing, None not judged yet.

    `changes_made`: "none", what was changed (code, files, database, server, integrations; several joined by commas), or
    "" not said.
    """

    is_error: Truth = None
    what_happened: Truth = None
    panel_section: Truth = None
    repro_steps: Truth = None
    actions_before: Truth = None
    error_text: Truth = None
    software_version: Truth = None
    evidence_media: Truth = None
    changes_made: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who writes: the role's word, and whether the owner designated the person. None is not known."""

    role: str | None = None
    designated: Truth = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Materials:
    """What came with the message besides text."""

    external_links: tuple[str, ...] = ()
    direct_media: Truth = False
    voice: bool = False
    unrequested_file: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """The state of an installation on one domain; None is not known."""

    code_modified: Truth = None
    files_modified: Truth = None
    database_modified: Truth = None
    server_config_modified: Truth = None
    requirements_met: Truth = None
    outdated: Truth = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """A suspension in force: its kind (review, support, communication) and the clause it rests on."""

    kind: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days that a reason names, in the policy's zone. They decide nothing: the state does. None is not known.

    `ended` is the last day of the last period that was over at the receipt, `until` that of the state that ran then,
    `archived` the day of the transfer, `begins` the day of the purchase.
    """

    received: date | None = None
    reviewed: date | None = None
    begins: date | None = None
    until: date | None = None
    ended: date | None = None
    archived: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFacts:
    """Everything that the admissibility of a request rests on.

    `state` is the license's state at receipt, `state_at_review` at the review (None: the same). `license_problem` says
    why the state is invalid. `channel_of`: whose official channel it is (this, other_license, general). `domain` is the
    domain asked about, `domains` those of the license, `installations` the state of each. `marks` are ticked by a
    specialist: needs_complex_diagnostics, wants_it_done, bad_access, or a clause of 22.2. `conduct` are codes or
    clauses that a person confirmed. `conditions` are c1 to c8 of 14.2 as far as they are judged. `not_set` names
    settings of the company that nobody has set (min_version, technical_requirements): what rests on them cannot be
    said. `unavailable` names facts of the report that the customer cannot give: they are not asked for again (15.2).
    `days` are told in reasons.
    """

    state: str | None
    state_at_review: str | None = None
    license_problem: str | None = None
    questions: tuple[Question, ...] = ()
    message: str | None = None
    same_section: Truth = None
    services: tuple[str, ...] = ()
    report: Report = field(default_factory=Report)
    known_confirmed_bug: str | None = None
    marks: tuple[str, ...] = ()
    sender: Sender = field(default_factory=Sender)
    channel_official: Truth = None
    channel_kind: str = ""
    channel_of: str | None = None
    open_request: bool = False
    duplicate_of_open_request: bool = False
    copied_from_channel: str | None = None
    materials: Materials = field(default_factory=Materials)
    domain: str | None = None
    domains: tuple[str, ...] = ()
    installations: Mapping[str, Installation] = field(default_factory=dict)
    installations_shared: Truth = None
    conduct: tuple[str, ...] = ()
    suspension: Suspension | None = None
    initial_installation: str | None = None
    conditions: Mapping[str, Truth] = field(default_factory=dict)
    not_set: tuple[str, ...] = ()
    unavailable: tuple[str, ...] = ()
    days: Days = field(default_factory=Days)


def to_plain(value: Any) -> Any:
    """Return a value as what JSON can hold."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is tuple:
        return [to_plain(inner) for inner in value]
    if is_dataclass(kind):
        return {name: to_plain(getattr(value, name)) for name in _names(kind)}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return [to_plain(inner) for inner in value]
    return value


def from_plain(kind: type[T], plain: Mapping[str, Any]) -> T:
    """Return the value of a dataclass from what `to_plain` made. Raises ValueError for a missing or an unknown name."""
    made: Any = kind  # a type of T is hashable, which the checker cannot see
    shape = _shape(made)
    if not plain.keys() <= shape.revive.keys():
        raise ValueError(f"{kind.__name__} has no {sorted(plain.keys() - shape.revive.keys())}")
    missing = shape.needed - plain.keys()
    if missing:
        raise ValueError(f"{kind.__name__} needs {min(missing)}")
    return kind(
        **{name: value if (revive := shape.revive[name]) is None else revive(value) for name, value in plain.items()}
    )


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a dataclass comes back from plain values: what revives each of its slots (None: nothing), what it needs."""

    revive: Mapping[str, Revive | None]
    needed: frozenset[str]


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


@cache
def _shape(kind: Any) -> _Shape:
    hints = get_type_hints(kind)
    needed = (one.name for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING)
    return _Shape({one.name: _reviver(hints[one.name]) for one in fields(kind)}, frozenset(needed))


def _reviver(hint: Any) -> Revive | None:
    """Return what brings a plain value of a hint back; None where it is that value already."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        inner = _reviver(next(one for one in arguments if one is not type(None)))
        return None if inner is None else lambda value: None if value is None else inner(value)
    if origin is tuple:
        return _tuple_reviver(arguments)
    if origin is Mapping:
        each = _reviver(arguments[1])
        return dict if each is None else lambda value: {key: each(one) for key, one in value.items()}
    if hint in (datetime, date):
        made: Revive = hint.fromisoformat
        return made
    if is_dataclass(hint) and isinstance(hint, type):
        return lambda value: from_plain(hint, value)
    return None


def _tuple_reviver(arguments: tuple[Any, ...]) -> Revive:
    if len(arguments) > 1 and arguments[1] is not Ellipsis:
        places = [_reviver(one) or _same for one in arguments]
        return lambda value: tuple(revive(one) for revive, one in zip(places, value, strict=True))
    each = _reviver(arguments[0])
    return tuple if each is None else lambda value: tuple(map(each, value))


def _same(value: Any) -> Any:
    return value


def _aware(instant: datetime | None) -> None:
    """Without a zone an instant would be read in the zone of the machine, and the same facts be decided otherwise."""
    if instant is not None and instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no zone")
