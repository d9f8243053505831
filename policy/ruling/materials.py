"""Materials (clause 17, DT-11): what is accepted, what is not opened, what is data of the request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from policy.facts import Truth
from policy.ruling.case import word
from policy.signals import link_kind
from policy.tables import Row, UniqueTable

_KINDS = ("text", "screenshot", "video", "file", "voice", "other", "external_link", "licensed_link", "file_name")
MATERIALS = UniqueTable(
    name="materials",
    columns={"kind": _KINDS, "requested": ("yes", "no", "unknown")},
    rows=(
        Row(id="text", when={"kind": ("text",)}, answer={"result": "accepted"}, clauses=("17.1.1",)),
        Row(id="screenshot", when={"kind": ("screenshot",)}, answer={"result": "accepted"}, clauses=("17.1.2", "17.3")),
        Row(id="video", when={"kind": ("video",)}, answer={"result": "accepted"}, clauses=("17.1.3", "17.3")),
        Row(
            id="file_asked_for",
            when={"kind": ("file",), "requested": ("yes",)},
            answer={"result": "accepted"},
            clauses=("17.1.4",),
        ),
        Row(
            id="file_not_asked_for",
            when={"kind": ("file",), "requested": ("no",)},
            answer={"result": "not_opened", "ask": "text_description"},
            clauses=("17.1", "17.1.4"),
        ),
        Row(
            id="file_perhaps_asked_for",
            when={"kind": ("file",), "requested": ("unknown",)},
            answer={"result": "not_opened", "needs": "file_requested"},
            clauses=("17.1.4",),
        ),
        Row(
            id="not_listed",
            when={"kind": ("voice", "other")},
            answer={"result": "not_opened", "ask": "text_description"},
            clauses=("17.1",),
        ),
        Row(
            id="external_link",
            when={"kind": ("external_link",)},
            answer={"result": "not_opened", "ask": "media_direct"},
            clauses=("17.2", "17.3"),
        ),
        Row(id="licensed_link", when={"kind": ("licensed_link",)}, answer={"result": "data"}, clauses=("15.2.1",)),
        Row(id="file_name", when={"kind": ("file_name",)}, answer={"result": "not_a_link"}, clauses=("17.2",)),
    ),
)
_LINKS = {"external": "external_link", "licensed": "licensed_link", "file_name": "file_name"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """`result`: accepted, not_opened, data or not_a_link. `ask`: what to ask the customer for, if it is needed."""

    result: str
    row: str
    ask: str | None
    needs: tuple[str, ...]
    clauses: tuple[str, ...]


def material(kind: str, *, requested: Truth = None) -> Material:
    """Return what is done with a material: text, screenshot, video, file, voice, other. Raises ValueError."""
    row = MATERIALS.look_up(kind=kind, requested=word(requested))
    needs = (row.answer["needs"],) if "needs" in row.answer else ()
    return Material(
        result=row.answer["result"], row=row.id, ask=row.answer.get("ask"), needs=needs, clauses=row.clauses
    )


def link(text: str, domains: Iterable[str] = ()) -> Material:
    """Return what is done with a word that looks like a link; `domains` are those of the license."""
    return material(_LINKS[link_kind(text, domains)])
