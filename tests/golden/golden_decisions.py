"""The decisions that a release is remembered by, written once and taken again by every later engine; not a test itself.

A release is one file of lines, packed: first its version, its engine and the documents of its agreement, then one line
for each decision with its inputs, what it said, and the digest of all its bytes. Every row of the decision tables is
among them, every reading that names a parameter, and every ground that a letter can name.
"""

from __future__ import annotations

import hashlib
import json
import lzma
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import policy
from policy.ruling.cases.given import request_facts
from tests.policy import own_cases, shipped

FOLDER = Path(__file__).parent / "releases"
LISTED = FOLDER / "differences.toml"
STATES = ("free", "transition", "expired", "archived")
Line = dict[str, Any]
Chosen = tuple[tuple[str, str], ...]
_SAID = ("outcome", "primary", "also", "mode", "service", "route_to", "discretionary", "needs", "offers", "flags")


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release as it was written: its version, its engine, its agreement, its decisions."""

    version: str
    engine: str
    documents: Mapping[str, Mapping[str, Any]]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Otherwise:
    """A decision that comes out otherwise. `essential`: another outcome or ground, not only other bytes."""

    name: str
    essential: bool
    was: Any
    now: Any


def file_of(version: str) -> Path:
    return FOLDER / f"{version}.jsonl.xz"


def text_of(version: str) -> str:
    """What a release of the present engine and agreement would write."""
    documents = policy.with_choices(shipped.plain_documents(), {})
    built = policy.build_agreement(documents)
    head = {"version": version, "engine": policy.ENGINE, "documents": documents}
    return "".join(
        json.dumps(one, ensure_ascii=False, sort_keys=True) + "\n" for one in (head, *_made(built, documents))
    )


def write(path: Path, text: str) -> None:
    """Raises FileExistsError: what a release decided is never written anew."""
    with path.open("xb") as file:
        file.write(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))


def read(path: Path) -> Release:
    head, *lines = (json.loads(line) for line in lzma.decompress(path.read_bytes()).decode().splitlines())
    return Release(version=head["version"], engine=head["engine"], documents=head["documents"], lines=tuple(lines))


def taken_again(release: Release) -> tuple[Otherwise, ...]:
    """Every decision of a release that the present engine makes otherwise under the agreement of then."""
    agreements: dict[Chosen, policy.Agreement] = {}
    found = []
    for line in release.lines:
        chosen = tuple((name, value) for name, value in line.get("chosen", ()))
        if chosen not in agreements:
            agreements[chosen] = policy.build_agreement(policy.with_choices(release.documents, dict(chosen)))
        now = _answer(line, agreements[chosen])
        if (now["said"], now["sha256"]) != (line["said"], line["sha256"]):
            essential = now["said"] != line["said"]
            found.append(Otherwise(name=line["name"], essential=essential, was=line["said"], now=now["said"]))
    return tuple(found)


def grounds_named(release: Release) -> set[str]:
    """The grounds that some decision of a release names first."""
    return {line["said"]["primary"] for line in release.lines if line["kind"] == "decision"} - {None}


def _made(agreement: policy.Agreement, documents: Mapping[str, Mapping[str, Any]]) -> Iterator[Line]:
    lines = [*_decisions(agreement), *_cases(), *_tables()]
    for line in lines:
        yield line | _answer(line, agreement)
    usual = [(line, _briefly(line, agreement)) for line in lines if line["kind"] != "table"]
    for one in agreement.parameters.values():
        for word in one.alternatives:
            if word == str(one.value).lower():
                continue
            other = policy.build_agreement(policy.with_choices(documents, {one.name: word}))
            for line, said in usual:
                if _briefly(line, other) != said:
                    name = f"{line['name']} ({one.name} = {word})"
                    yield line | _answer(line, other) | {"name": name, "chosen": [[one.name, word]]}


def _decisions(agreement: policy.Agreement) -> Iterator[Line]:
    """Our own requests, every topic in every state, and every ground that a person can confirm."""
    terms = policy.terms_of(agreement)
    for name, _, given, _ in own_cases.REQUESTS:
        yield _decision(name, request_facts(given, terms))
    whole = request_facts(dict(own_cases.REQUESTS[0][2]), terms)
    for code, state in product(agreement.topics, STATES):
        facts = replace(whole, state=state, questions=(policy.Question(text="?", topic=code),))
        yield _decision(f"topic {code}, {state}", facts)
    for clause in agreement.grounds:
        yield _decision(f"ground {clause}", replace(whole, state="free", conduct=(clause,)))


def _decision(name: str, facts: policy.RequestFacts) -> Line:
    return {"name": name, "kind": "decision", "given": json.loads(policy.canonical(facts))}


def _cases() -> Iterator[Line]:
    for name, kind, given, _ in own_cases.EVERY:
        if kind != "admissibility":
            yield {"name": name, "kind": kind, "given": given}


def _tables() -> Iterator[Line]:
    for table in policy.TABLES:
        for values in product(*table.columns.values()):
            given = dict(zip(table.columns, values, strict=True))
            yield {"name": f"{table.name}: {', '.join(values)}", "kind": "table", "table": table.name, "given": given}


def _briefly(line: Line, agreement: policy.Agreement) -> Any:
    """What is said, without the grounds of a decision: much faster, and enough to see that a reading matters."""
    if line["kind"] != "decision":
        return policy.assess_case({"kind": line["kind"], "given": line["given"]}, agreement, shipped.CALENDARS)
    decision = policy.decide(policy.from_plain(policy.RequestFacts, line["given"]), agreement, trace=False)
    return {name: getattr(decision, name) for name in _SAID}


def _answer(line: Line, agreement: policy.Agreement) -> Line:
    """What is said, and the digest of all that was made: for a decision the trace and the reasons too."""
    kind, given = line["kind"], line["given"]
    if kind == "decision":
        decision = policy.decide(policy.from_plain(policy.RequestFacts, given), agreement)
        plain = policy.to_plain(decision)
        said = {name: plain[name] for name in _SAID}
        said["grounds"] = {one.clause: one.status for one in decision.findings if one.status != "cannot"}
        whole = decision.to_json()
    elif kind == "table":
        row = next(one for one in policy.TABLES if one.name == line["table"]).look_up(**given)
        said = {"row": row.id, "clauses": list(row.clauses)}
        whole = json.dumps(said, sort_keys=True)
    else:
        case = {"kind": kind, "given": given}
        said = json.loads(json.dumps(policy.assess_case(case, agreement, shipped.CALENDARS)))
        whole = json.dumps(said, sort_keys=True)
    return {"said": said, "sha256": hashlib.sha256(whole.encode()).hexdigest()}
