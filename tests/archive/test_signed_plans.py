"""Archives by plan, signed with a key that lies in a file: by a passphrase that is given, or with a reason why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from console.faults import BadInput
from console.query import parse
from console.services import credentials
from console.services.archives import book, conditions, making, plans, private_keys, proving, signing
from console.services.archives.plans import Planned, When
from console.services.desk import Desk
from console.store import tables
from tests.archive.desks import furnish, go_on
from tests.services.conftest import Clock

PHRASE = "correct horse battery"
OPENS = partial(making.signature, passphrase=PHRASE)
MUST = conditions.conditions((), (), "", signed=True)


@pytest.fixture
def booked_url(_bench: Any, tmp_path: Path) -> Iterator[str]:
    """A furnished desk in a file alone: which database keeps the books is told by the tests of the books."""
    yield from _bench.prepared("sqlite", tmp_path, "booked", furnish)


@pytest.fixture
def desk(booked: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A lead whose key lies in a file."""
    monkeypatch.setattr(credentials, "_asked", lambda _question: None)  # the keyring of the machine is left alone
    key = private_keys.make()
    signing.enter_key(booked, private_keys.public_of(key))
    private_keys.keep_in_file(key, PHRASE)
    yield booked
    private_keys.let_go()


@pytest.fixture
def made(desk: Desk, tmp_path: Path, clock: Clock) -> Callable[..., making.Done | None]:
    """Makes the archive of the next day, if one is made."""
    folder = tmp_path / "archives"
    folder.mkdir()

    def make(told: conditions.Conditions = conditions.NONE, **how: object) -> making.Done | None:
        when = When(every="day", day=0, at="02:00")
        wanted = Planned(name="Night", query="", folder=str(folder), when=when, conditions=told)
        known = next((plans.seen(one) for one in plans.plans(desk)), None)
        plans.set_plan(desk, wanted, reason="for the court", known=known)
        clock.forward(days=1)
        done = making.make_due(desk, go_on, **how)  # type: ignore[arg-type]  # as it was given
        return done[0] if done else None

    return make


def test_a_passphrase_that_is_given_signs_and_without_it_the_reason_stands_in_the_books(
    desk: Desk, made: Callable[..., making.Done]
) -> None:
    done = [made(), made(signs=OPENS)]
    private_keys.hold(signing.own_key(desk, passphrase=PHRASE))  # as a window does that has asked once
    done.append(made(here_only=True))
    private_keys.let_go()
    archives = [one.archive for one in done if one.archive is not None]
    assert [(bool(one.signed_by), one.unsigned) for one in archives] == [(False, "locked"), (True, ""), (True, "")]
    kept = reversed(book.entries(desk))
    assert [(one.state, one.signer, one.unsigned) for one in kept] == [
        ("checked", "", "locked"),
        ("checked", "Dana Kim", ""),
        ("checked", "Dana Kim", ""),
    ]
    proof = proving.verify(archives[1].path, (), lambda _d, _t: True)
    assert (proof.state, proof.key_id) == ("whole", archives[1].signed_by)


def test_a_plan_that_asks_for_a_signature_makes_none_without_and_a_window_leaves_it_to_others(
    desk: Desk, made: Callable[..., making.Done | None], tmp_path: Path
) -> None:
    assert made(MUST, here_only=True) is None
    assert (book.entries(desk), making.due(desk)[0].name) == ((), "Night")
    refused = made(MUST)
    assert refused is not None
    assert getattr(refused.fault, "code", "") == "unsigned_locked"
    found = plans.plan(desk, "Night")
    assert (found.failures, found.problem) == (1, "unsigned_locked")
    assert list((tmp_path / "archives").iterdir()) == []
    done = made(MUST, signs=OPENS)
    assert done is not None
    assert done.archive is not None
    assert done.archive.signed_by
    assert conditions.of(plans.plan(desk, "Night")) == MUST


def test_a_passphrase_that_does_not_open_the_key_lets_nothing_be_made(
    desk: Desk, made: Callable[..., making.Done], tmp_path: Path
) -> None:
    """Who gives one wants a signature: another passphrase is a mistake, and no archive is made in spite of it."""
    done = made(signs=partial(making.signature, passphrase=f"{PHRASE}!"))
    assert getattr(done.fault, "code", "") == "wrong_passphrase"
    assert list((tmp_path / "archives").iterdir()) == []
    assert book.entries(desk)[0].problem == "wrong_passphrase"


def test_an_unsigned_one_that_was_left_does_not_count_for_a_plan_that_asks_for_a_signature_since(
    desk: Desk, made: Callable[..., making.Done], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(making, "_entered", lambda *_given, **_how: making.Done(plan=plans.plan(desk, "Night")))
        made()
    one = plans.plan(desk, "Night")
    told = conditions.columns(MUST)
    desk.apply(desk.command("test"), lambda unit: unit.amend(tables.trust.archive_plans, one.id, expected=None, **told))
    clock.forward(hours=1)
    (done,) = making.make_due(desk, go_on, signs=OPENS) or ()
    assert done.archive is not None
    assert done.archive.signed_by
    assert [(entry.state, bool(entry.key_id)) for entry in book.entries(desk)] == [
        ("checked", True),
        ("checked", False),
    ]


def test_what_asks_for_a_signature_otherwise_is_understood_as_no_less(desk: Desk, made: Callable[..., object]) -> None:
    made(MUST, signs=OPENS)
    one = plans.plan(desk, "Night")
    for told in ('{"words": [], "why": "", "signed": "no"}', "[]", '{"signed": true}'):
        desk.apply(
            desk.command("test"),
            lambda unit, told=told: unit.amend(tables.trust.archive_plans, one.id, expected=None, redacted=told),
        )
        with pytest.raises(BadInput):
            conditions.of(plans.plan(desk, "Night"))


def test_an_export_says_why_nobody_signed_it(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    def export(name: str, signed: making.Signature) -> str:
        target = tmp_path / name
        return making.make(desk, parse("").query, target, heard=go_on, signed=signed).archive.unsigned

    told = [export("a.tkz", making.signature(desk)), export("b.tkz", making.UNWANTED), export("c.tkz", OPENS(desk))]
    assert told == ["locked", "asked", ""]
    assert [one.unsigned for one in book.entries(desk)] == told[::-1]
    assert clock.now == desk.clock()
