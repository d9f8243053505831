"""What is known of a license and of a request: frozen values. What is not known is None, never false.

Values turn into plain JSON values and back, so that a decision can be stored with its inputs and taken again.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date, datetime
from typing import Any, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
Truth: TypeAlias = bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """A paid period: paid at an instant, `length` in `unit` ("month")."""

    paid_at: datetime
    length: int
    unit: str = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """A restoration case of an archived license (13.5); None is not decided or not paid yet."""

    decided_at: datetime | None = None
    approved: bool | None = None
    feasible: bool | None = None
    paid_at: datetime | None = None
    length: int | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseFacts:
    """What decides a license's state. `problem`: pirated, unofficial, not_valid. Suspensions take no part (23.2)."""

    purchased_at: datetime
    plan: str = "PRO"
    problem: str | None = None
    purchases: tuple[Purchase, ...] = ()
    transfers: tuple[datetime, ...] = ()
    restorations: tuple[Restoration, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question; a topic of None is not classified yet."""

    text: str = ""
    topic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the user's report holds: true present, false missing, None not judged yet.

    `changes_made`: "none", the thing that was changed (code, files, database, server, integrations), or "" not said.
    """

    is_error: Truth = False
    what_happened: Truth = True
    panel_section: Truth = True
    repro_steps: Truth = True
    actions_before: Truth = True
    error_text: Truth = True
    software_version: Truth = True
    evidence_media: Truth = True
    changes_made: str | None = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who writes: the role's word, and whether the owner designated the person. None is not known."""

    role: str | None = None
    designated: Truth = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Materials:
    """What came with the message besides text."""

    external_links: tuple[str, ...] = ()
    direct_media: bool = False
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
class RequestFacts:
    """Everything that the admissibility of a request rests on.

    `state` is the license's state at receipt, `state_at_review` at the review (None: the same). `domain` is the domain
    asked about; `installations` those of the license. `marks` are ticked by a specialist: needs_complex_diagnostics,
    wants_it_done, bad_access. `conduct` are codes that a person confirmed.
    """

    state: str | None
    state_at_review: str | None = None
    questions: tuple[Question, ...] = ()
    message: str | None = None
    same_section: bool = False
    services: tuple[str, ...] = ()
    report: Report = field(default_factory=Report)
    known_confirmed_bug: str | None = None
    marks: tuple[str, ...] = ()
    sender: Sender = field(default_factory=Sender)
    channel_official: Truth = True
    channel_kind: str = ""
    open_request: bool = False
    duplicate_of_open_request: bool = False
    materials: Materials = field(default_factory=Materials)
    domain: str | None = None
    installations: Mapping[str, Installation] = field(default_factory=dict)
    installations_shared: Truth = False
    conduct: tuple[str, ...] = ()
    suspension: Suspension | None = None
    initial_installation: str = "done"


def to_plain(value: Any) -> Any:
    """Return a value as what JSON can hold."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: to_plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return [to_plain(inner) for inner in value]
    return value


def from_plain(kind: type[T], plain: Mapping[str, Any]) -> T:
    """Return the value of a dataclass from what `to_plain` made. Raises ValueError for a missing or an unknown name."""
    hints = get_type_hints(kind)
    known = {one.name: one for one in fields(kind)}  # type: ignore[arg-type]  # kind is one of the dataclasses here
    unknown = set(plain) - set(known)
    if unknown:
        raise ValueError(f"{kind.__name__} has no {sorted(unknown)}")
    values = {}
    for name, one in known.items():
        if name in plain:
            values[name] = _revive(hints[name], plain[name])
        elif one.default is MISSING and one.default_factory is MISSING:
            raise ValueError(f"{kind.__name__} needs {name}")
    return kind(**values)


def _revive(hint: Any, value: Any) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        return _revive(next(one for one in arguments if one is not type(None)), value)
    if origin is tuple:
        return tuple(_revive(arguments[0], inner) for inner in value)
    if origin is Mapping:
        return {key: _revive(arguments[1], inner) for key, inner in value.items()}
    if hint is datetime:
        return datetime.fromisoformat(value)
    if hint is date:
        return date.fromisoformat(value)
    if is_dataclass(hint) and isinstance(hint, type):
        return from_plain(hint, value)
    return value
