"""The desk's books on its archives: who made which, of what, where it lies, and what a later proof found.

Each step is a command of its own. Where nothing may be written (a database that is only read, a reviewer of a team) an
archive is made all the same and stands in no book; whoever makes it says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from console.faults import Fault, NotFound
from console.query import Query
from console.records.archives import ArchiveEntry, Exported, Proof
from console.records.base import Json, Role
from console.services.archives import exporting
from console.services.desk import Desk
from console.store import Unit, codec, tables
from console.store.queries import archives as kept

_TABLE = tables.trust.archives
_PLANS = tables.trust.archive_plans
_WRITERS = (Role.SPECIALIST, Role.LEAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """An export that stands in the books."""

    id: int
    version: int


def keeps(desk: Desk) -> bool:
    """Return whether this desk may write into the books."""
    return not desk.store.read_only and desk.actor.role in _WRITERS


def entries(desk: Desk, *, plan_id: int | None = None) -> tuple[ArchiveEntry, ...]:
    """Return the archives that were made, the newest first; those of one plan, or all."""
    with desk.store.read() as connection:
        return kept.entries(connection, plan_id=plan_id)


def entry(desk: Desk, archive_id: int) -> ArchiveEntry:
    """Return one archive of the books. Raises NotFound ("no_archive")."""
    found = next((one for one in entries(desk) if one.id == archive_id), None)
    if found is None:
        raise NotFound("no_archive", archive=archive_id)
    return found


def begin(desk: Desk, query: Query, target: Path, *, plan_id: int | None = None) -> Entered:
    """Enter an export that begins; one of the same tickets to the same place that was ended goes on in its entry."""
    path, told = str(target.absolute()), exporting.query_text(query)

    def act(unit: Unit) -> Json:
        known = kept.begun(unit.connection, staff_id=desk.actor.staff_id, path=path, query=told)
        if known is not None:
            return [known[0], unit.amend(_TABLE, known[0], expected=known[1], progress=_part("rows"), plan_id=plan_id)]
        made = unit.insert(
            _TABLE,
            query=told,
            state="begun",
            staff_id=desk.actor.staff_id,
            begun_at=unit.at,
            path=path,
            progress=_part("rows"),
            plan_id=plan_id,
        )
        return [made, 1]

    result = _carry(desk, "begin", {"path": path, "query": told, "plan": plan_id}, act)
    assert isinstance(result, list)  # noqa: S101 - as it was put there
    return Entered(id=int(str(result[0])), version=int(str(result[1])))


def reached(desk: Desk, entered: Entered, part: str) -> Entered:
    """Write down which part an export has come to."""
    return _amend(desk, "reached", entered, progress=_part(part))


def written(desk: Desk, entered: Entered, made: Exported) -> Entered:
    """Write down that an archive has its name."""
    with desk.store.read() as connection:
        checkpoint = kept.checkpoint_of(connection, made.log_size) if made.log_size else None
    return _amend(
        desk,
        "written",
        entered,
        state="written",
        written_at=desk.clock(),
        progress=codec.dump({"unsigned": made.unsigned} if made.unsigned else {}),
        path=str(made.path.absolute()),
        ticket_count=made.tickets,
        manifest_sha256=made.manifest_sha256,
        key_id=made.signed_by,
        checkpoint_id=checkpoint,
        problem="",
        recipients=codec.dump(list(made.recipients)) if made.recipients else "",
        redacted=codec.dump({"places": made.left_out.places, **made.left_out.kinds}) if made.left_out else "",
    )


def failed(desk: Desk, entered: Entered, fault: Fault | OSError, *, again_at: datetime | None = None) -> Entered:
    """Write down why an export ended; with `again_at` its plan is due again then."""
    code = fault.code if isinstance(fault, Fault) else "system_refused"
    return _amend(desk, "failed", entered, again_at, state="failed", problem=code)


def checked(
    desk: Desk,
    entered: Entered,
    proof: Proof,
    *,
    next_at: datetime | None = None,
    known: Mapping[str, str] = MappingProxyType({}),
) -> Entered:
    """Write down what a proof of an archive found; with `next_at` its plan is due then.

    `known` is what else is to be kept of it: `file`, the hash of a file under lock, whose list of hashes nobody here
    can read again, and `unsigned`, why nobody signed it.
    """
    whole = proof.state == "whole"
    problem = "" if whole else " ".join(part for part in (proof.state, proof.where) if part)
    kept_of_it = {name: value for name, value in known.items() if value}
    told = {"progress": codec.dump(kept_of_it)} if kept_of_it else {}
    return _amend(desk, "checked", entered, next_at, state="checked" if whole else "failed", problem=problem, **told)


def later(desk: Desk, entered: Entered, fault: Fault | OSError) -> Entered:
    """Write down why a file that has its name is not proven yet; its plan stays due, and takes it up."""
    code = fault.code if isinstance(fault, Fault) else "system_refused"
    return _amend(desk, "later", entered, problem=code)


def standing(desk: Desk, archive_id: int) -> Entered:
    """Return an entry as it stands now. Raises NotFound ("no_archive")."""
    return Entered(id=archive_id, version=entry(desk, archive_id).version)


def removed(desk: Desk, one: ArchiveEntry) -> None:
    """Write down that the file of an archive made room for a newer one."""
    told = {"removed": desk.clock(), **({"unsigned": one.unsigned} if one.unsigned else {})}
    _amend(desk, "removed", Entered(id=one.id, version=one.version), progress=codec.dump(told))


def is_own(desk: Desk, one: ArchiveEntry) -> bool:
    """Return whether this person may write on in an entry."""
    return keeps(desk) and one.staff_id == desk.actor.staff_id


def _amend(desk: Desk, what: str, entered: Entered, due_at: datetime | None = None, **values: object) -> Entered:
    """Change an entry of one's own, and when its plan is due, in one act. Raises Stale."""

    def act(unit: Unit) -> Json:
        version = unit.amend(_TABLE, entered.id, expected=entered.version, **values)
        plan = unit.row(_TABLE, entered.id)["plan_id"]
        if due_at is not None and plan is not None:
            unit.update(_PLANS, int(plan), next_at=due_at)  # no new version: nobody set anything
        return version

    result = _carry(desk, what, {"archive": entered.id}, act)
    return Entered(id=entered.id, version=int(str(result)))


def _carry(desk: Desk, what: str, payload: dict[str, Json], act: Callable[[Unit], Json]) -> Json:
    def body(unit: Unit) -> Json:
        unit.touch("archives")
        return act(unit)

    return desk.apply(desk.command(f"archive.{what}", payload=payload), body).result


def _part(name: str) -> str:
    return codec.dump({"part": name})
