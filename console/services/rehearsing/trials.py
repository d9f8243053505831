"""What is rehearsed, as a value that can go to another process: the draft, the hours, who asks, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from console.faults import BadInput
from console.query import parse
from console.services import agreements
from console.services.desk import Desk
from console.store import codec
from console.store.queries import versions


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A rehearsal: requests of `query` as they stand at `now` under `draft` instead of the version each keeps.

    `draft` is the canonical JSON of a version's documents; where it is empty, each request keeps its version.
    `schedule_id` names other working hours; 0 keeps those in force. `agreement_id` is the version of the desk. A period
    keeps the version of its purchase, so that the draft counts only for what would begin under it, unless `always`:
    then it is as if the draft had always been in force.
    """

    url: str
    staff_id: int
    now: datetime
    agreement_id: int
    query: str = ""
    label: str = ""
    draft: str = ""
    schedule_id: int = 0
    always: bool = False


def trial_of(
    desk: Desk,
    *,
    query: str = "",
    documents: agreements.Documents | None = None,
    label: str = "",
    schedule: str = "",
    always: bool = False,
) -> Trial:
    """Return the rehearsal of a draft, of a schedule by its label, or of both.

    Raises BadInput: nothing to rehearse, a query with a mistake, no such schedule, a draft that is not sound.
    """
    if documents is None and not schedule:
        raise BadInput("nothing_to_rehearse")
    problems = parse(query).problems
    if problems:
        raise BadInput(problems[0].code, **problems[0].params)
    if documents is not None:
        agreements.build(documents)
    return Trial(
        url=desk.store.url,
        staff_id=desk.actor.staff_id,
        now=desk.clock(),
        agreement_id=desk.agreement.id,
        query=query,
        label=label,
        draft="" if documents is None else codec.dump(documents),
        schedule_id=_schedule(desk, schedule) if schedule else 0,
        always=always and documents is not None,
    )


def choices(desk: Desk) -> tuple[str, ...]:
    """Return the labels of what can be rehearsed: drafts first, then the other versions, the newest first."""
    with desk.store.read() as connection:
        rows = sorted(versions.rows(connection).values(), key=lambda one: (one.state != "draft", -one.id))
    labels = [one.label for one in rows if one.state != "dropped"]
    labels += [one for one in reversed(agreements.versions()) if one not in labels]
    return tuple(one for one in labels if one != desk.agreement.label)


def schedules(desk: Desk) -> tuple[str, ...]:
    """Return the labels of the working hours that the desk keeps, the newest first."""
    return tuple(dict.fromkeys(one.version_label for one in reversed(desk.company.schedules)))


def _schedule(desk: Desk, label: str) -> int:
    """Return the key of the newest version of the hours with a label."""
    known = {one.version_label: one.id for one in desk.company.schedules}
    if label not in known:
        raise BadInput("unknown_schedule", schedule=label, known=", ".join(known) or "–")
    return known[label]
