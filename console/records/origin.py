"""Whose request it is and how that is known, or the one question that would tell."""

from __future__ import annotations

from dataclasses import dataclass

from console.records.base import LicenseId


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A license that a request may belong to, and what speaks for it: codes contact, handle, channel, domain."""

    license_id: LicenseId
    key: str
    plan: str
    customer: str
    state: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What the register says of a sender now.

    `evidence` holds pairs of a code (contact, handle, channel, domain) and what the register holds; `name` is the
    contact's. `chosen_by` is the person who said which license it is. Without a license `question` is the one to ask:
    who_are_you, which_license, which_domain.
    """

    address: str
    author: str
    evidence: tuple[tuple[str, str], ...] = ()
    name: str = ""
    license_key: str = ""
    chosen_by: str = ""
    question: str = ""
    candidates: tuple[Candidate, ...] = ()
