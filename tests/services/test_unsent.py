"""What was on its way when its program was killed: told at the next start, carried out once by its id, or dropped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from console.faults import NotAllowed, NotFound, Stale
from console.records.base import TicketId, Tier
from console.services import assign, closing, reply, showing, triage, unsent
from console.services.desk import Desk, open_desk
from console.store import check, open_store, tables
from tests.services.conftest import NOW, furnish
from tests.services.test_journey import expired_ticket, refuse

pytestmark = pytest.mark.postgres
_KILLED = """
import os, signal, sys
from pathlib import Path
from console.records.base import TicketId
from console.services import reply
from console.services.desk import open_desk
desk = open_desk(sys.argv[1], login="dana", name="Dana Kim", out_folder=Path("nowhere"), create=False)
noted = desk.store.doubts.note

def killed(command):  # everything is written, and what was sent is not committed
    noted(command)
    os.kill(os.getpid(), signal.SIGKILL)

desk.store.doubts.note = killed
reply.add_note(desk, TicketId(int(sys.argv[2])), "The bank called")
"""


class Cut(BaseException):
    """Ends an act where its program would have died, with everything that was written rolled back."""


@pytest.fixture
def team_desk(
    migrated_postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Desk]]:
    """Gives a desk of a new start of the program, on the same computer."""
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))
    furnish(migrated_postgres_url)
    opened: list[Desk] = []

    def start() -> Desk:
        made = open_desk(
            migrated_postgres_url, login="dana", name="Dana Kim", out_folder=tmp_path / "letters", clock=lambda: NOW
        )
        opened.append(made)
        return made

    yield start
    for one in opened:
        one.store.close()


def die(desk: Desk, act: Callable[[], object]) -> None:
    """Let the program die in an act, before its commit."""
    noted = desk.store.doubts.note

    def cut(command: object) -> None:
        noted(command)  # type: ignore[arg-type]  # passed on as it came
        raise Cut

    desk.store.doubts.note = cut  # type: ignore[method-assign]  # where the program dies
    with pytest.raises(Cut):
        act()
    desk.store.close()


def settled(desk: Desk) -> tuple[unsent.Unsent, ...]:
    assert [done for _, done in desk.store.settle(desk.actor)] == [False]
    assert desk.store.settle(desk.actor) == ()  # it is told once, and kept
    return unsent.unsent(desk)


def version(desk: Desk, ticket: TicketId) -> int:
    return showing.detail(desk, ticket).row.version


def test_what_was_killed_before_its_commit_is_carried_out_once_at_the_next_start(
    team_desk: Callable[[], Desk], migrated_postgres_url: str, tmp_path: Path
) -> None:
    desk = team_desk()
    ticket = expired_ticket(desk, tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, migrated_postgres_url, str(int(ticket))],
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    (one,) = settled(desk)
    assert (one.verb, one.text, one.ticket_id) == ("note", "The bank called", int(ticket))
    notes = [m for m in showing.messages(desk, ticket) if m.direction.value == "note"]
    assert notes == []
    twin = replace(desk, store=open_store(migrated_postgres_url))
    same = unsent.unsent(twin)
    unsent.again(desk, one)
    assert unsent.again(twin, same[0]).replayed  # two who ask for it at once: it is there once
    assert [m.text for m in showing.messages(desk, ticket) if m.direction.value == "note"] == ["The bank called"]
    assert unsent.unsent(desk) == ()
    with desk.store.read() as connection:
        asked = select(func.count()).select_from(tables.ledger.commands).filter_by(id=one.command_id)
        assert connection.execute(asked).scalar_one() == 1
        assert check.check(connection) == ()
    twin.store.close()


@pytest.mark.parametrize("verb", ["reply", "tier", "assign", "close"])
def test_each_kind_of_act_is_asked_for_again_as_it_was(
    team_desk: Callable[[], Desk], tmp_path: Path, verb: str
) -> None:
    desk = team_desk()
    ticket = expired_ticket(desk, tmp_path)
    detail = showing.detail(desk, ticket)
    letter = reply.Outgoing(
        ticket_id=ticket, text="Here you are.", subject="Re", to_address="bob@two.example", base_event=detail.event_n
    )
    acts: dict[str, Callable[[], object]] = {
        "reply": lambda: reply.send_reply(desk, letter),
        "tier": lambda: triage.set_tier(desk, ticket, Tier.CRITICAL, version=detail.row.version),
        "assign": lambda: assign.take(desk, ticket, version=detail.row.version),
        "close": lambda: closing.close(
            desk, ticket, closing.judge(desk, ticket).allowed[0], version=detail.row.version
        ),
    }
    die(desk, acts[verb])
    fresh = team_desk()
    (one,) = settled(fresh)
    assert one.verb == verb
    unsent.again(fresh, one)
    row = showing.detail(fresh, ticket).row
    came = {
        "reply": showing.messages(fresh, ticket)[-1].text == "Here you are.",
        "tier": row.tier is Tier.CRITICAL,
        "assign": row.owner == "Dana Kim",
        "close": row.status.value == "closed",
    }
    assert came[verb]


def test_a_refusal_is_judged_anew_before_it_is_asked_for_again(team_desk: Callable[[], Desk], tmp_path: Path) -> None:
    desk = team_desk()
    ticket = expired_ticket(desk, tmp_path)
    die(desk, lambda: refuse(desk, ticket))
    fresh = team_desk()
    (one,) = settled(fresh)
    assert (one.verb, "23.1.1" in one.text) == (unsent.REFUSE, True)
    other = replace(one, asked={**one.asked, "primary": "23.1.2"})
    with pytest.raises(Stale) as moved:
        unsent.again(fresh, other)  # what is proposed now is not what was proposed then
    assert (moved.value.code, unsent.unsent(fresh)) == ("decision_stale", (one,))
    unsent.again(fresh, one)
    (decision,) = showing.detail(fresh, ticket).decisions
    assert (decision.outcome, decision.primary) == ("refuse", "23.1.1")
    assert unsent.unsent(fresh) == ()


def test_what_does_not_hold_any_more_stays_until_it_is_dropped(team_desk: Callable[[], Desk], tmp_path: Path) -> None:
    desk = team_desk()
    ticket = expired_ticket(desk, tmp_path)
    reason = closing.judge(desk, ticket).allowed[0]
    die(desk, lambda: closing.close(desk, ticket, reason, version=version(desk, ticket)))
    fresh = team_desk()
    (one,) = settled(fresh)
    closing.close(fresh, ticket, reason, version=version(fresh, ticket))
    with pytest.raises((NotAllowed, Stale)):
        unsent.again(fresh, one)
    assert unsent.unsent(fresh) == (one,)
    unsent.drop(fresh, one)
    assert (unsent.unsent(fresh), fresh.store.settle(fresh.actor)) == ((), ())


def written(desk: Desk, ticket: TicketId, note: str, letter: str) -> tuple[Callable[[], object], Callable[[], object]]:
    """Return the two ways of writing on a ticket, as the composer takes them."""
    seen = showing.detail(desk, ticket).event_n
    outgoing = reply.Outgoing(
        ticket_id=ticket, text=letter, subject="Re", to_address="bob@two.example", base_event=seen
    )
    return (lambda: reply.add_note(desk, ticket, note)), (lambda: reply.send_reply(desk, outgoing))


@pytest.mark.parametrize("which", [0, 1])
def test_what_was_sent_from_the_composer_since_is_not_sent_again(
    team_desk: Callable[[], Desk], tmp_path: Path, which: int
) -> None:
    """The list is on the screen of another window, or was read before: what it shows is done already."""
    desk = team_desk()
    ticket = expired_ticket(desk, tmp_path)
    die(desk, written(desk, ticket, "The bank called", "Here you are.")[which])
    fresh = team_desk()
    (one,) = settled(fresh)
    written(fresh, ticket, "The bank called", "Here you are.")[which]()
    assert unsent.unsent(fresh) == ()  # the same words were sent: nothing is left over
    with pytest.raises(Stale) as twice:
        unsent.again(fresh, one)
    assert twice.value.code == "written_already"
    assert len([m for m in showing.messages(fresh, ticket) if m.text in ("The bank called", "Here you are.")]) == 1


def test_an_edited_reply_stops_the_one_that_never_arrived_and_leaves_it_in_the_list(
    team_desk: Callable[[], Desk], tmp_path: Path
) -> None:
    desk = team_desk()
    ticket = expired_ticket(desk, tmp_path)
    die(desk, written(desk, ticket, "", "Here you are.")[1])
    fresh = team_desk()
    (one,) = settled(fresh)
    written(fresh, ticket, "", "Here you are, Bob.")[1]()
    assert unsent.unsent(fresh) == (one,)
    with pytest.raises(Stale):
        unsent.again(fresh, one)
    written(fresh, ticket, "Another thing", "")[0]()
    assert unsent.unsent(fresh) == (one,)


def test_another_note_does_not_stop_one_that_never_arrived(team_desk: Callable[[], Desk], tmp_path: Path) -> None:
    desk = team_desk()
    ticket = expired_ticket(desk, tmp_path)
    die(desk, written(desk, ticket, "The bank called", "")[0])
    fresh = team_desk()
    (one,) = settled(fresh)
    written(fresh, ticket, "Another thing", "")[0]()
    unsent.again(fresh, one)
    notes = {m.text for m in showing.messages(fresh, ticket) if m.direction.value == "note"}
    assert notes == {"The bank called", "Another thing"}


_HOLDS = """
import sys
from pathlib import Path
from console.records.base import TicketId
from console.services import reply
from console.services.desk import open_desk
desk = open_desk(sys.argv[1], login="dana", name="Dana Kim", out_folder=Path("nowhere"), create=False)
noted = desk.store.doubts.note

def held(command):  # its link is silent: it knows no fate, and will ask for it
    noted(command)
    print("noted", flush=True)
    sys.stdin.read()

desk.store.doubts.note = held
reply.add_note(desk, TicketId(int(sys.argv[2])), "The bank called")
"""


def test_an_act_of_a_window_that_lives_is_left_to_it(
    team_desk: Callable[[], Desk], migrated_postgres_url: str, tmp_path: Path
) -> None:
    desk = team_desk()
    ticket = expired_ticket(desk, tmp_path)
    other = subprocess.Popen(
        [sys.executable, "-c", _HOLDS, migrated_postgres_url, str(int(ticket))],
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "noted\n"
    assert (len(desk.store.doubts.open()), desk.store.settle(desk.actor), unsent.unsent(desk)) == (1, (), ())
    other.kill()
    other.communicate()
    (one,) = settled(desk)  # nobody else will ask for it now
    assert one.text == "The bank called"


@pytest.mark.parametrize("told", [True, False])
def test_an_act_that_its_window_had_carried_out_after_all_is_in_no_list(
    team_desk: Callable[[], Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, told: bool
) -> None:
    desk = team_desk()
    ticket = expired_ticket(desk, tmp_path)
    die(desk, written(desk, ticket, "The bank called", "")[0])
    fresh, other = team_desk(), team_desk()
    (one,) = settled(fresh)
    fresh.store.doubts.missed(fresh.store.doubts.unsent()[0])  # it was moved already: nothing to do
    if not told:  # killed behind its commit
        monkeypatch.setattr(other.store.doubts, "answered", lambda _id: None)
    reply.add_note(other, ticket, "The bank called.", command_id=one.command_id)
    assert bool(fresh.store.doubts.unsent()) is not told
    assert unsent.unsent(fresh) == ()
    assert fresh.store.doubts.unsent() == ()


def test_what_is_kept_of_an_act_is_for_its_owner_alone(team_desk: Callable[[], Desk], tmp_path: Path) -> None:
    desk = team_desk()
    ticket = expired_ticket(desk, tmp_path)
    die(desk, written(desk, ticket, "The bank called", "")[0])
    (kept,) = (tmp_path / "home").rglob("unconfirmed/*/*.json")
    assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert [one.name for one in kept.parent.iterdir()] == [kept.name]  # no mark, nothing half written


def test_what_was_meant_for_a_ticket_that_is_gone_can_only_be_dropped_and_hinders_nothing(
    team_desk: Callable[[], Desk], tmp_path: Path
) -> None:
    """As after a restore of an older copy: no such ticket, or another one that got its key since."""
    desk = team_desk()
    ticket = expired_ticket(desk, tmp_path)
    doubts = desk.store.doubts
    for key, at, words in (
        (ticket, desk.clock(), "There"),
        (TicketId(999_999), desk.clock(), "Gone"),
        (ticket, desk.clock() - timedelta(days=900), "Of another one"),
    ):
        asked = desk.command("note", ticket_id=int(key), again={"verb": "note", "text": words})
        doubts.note(replace(asked, at=at))
    desk.store.settle(desk.actor)
    found = {one.text: one for one in unsent.unsent(desk)}
    assert {words: (one.gone, bool(one.number)) for words, one in found.items()} == {
        "There": (False, True),
        "Gone": (True, False),
        "Of another one": (True, False),
    }
    for words in ("Gone", "Of another one"):
        with pytest.raises(NotFound) as gone:
            unsent.again(desk, found[words])
        assert gone.value.code == "unsent_gone"
        unsent.drop(desk, found[words])
    assert [one.text for one in unsent.unsent(desk)] == ["There"]
