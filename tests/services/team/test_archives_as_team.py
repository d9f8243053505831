"""Archives of a team: a reviewer exports without ever reading access data, a lead keeps the log, others are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.faults import NotAllowed
from console.query import parse
from console.records.redactions import LeaveOut
from console.services import assign, entering, reply, showing
from console.services.archives import exporting, private_keys, proving, signing
from console.services.desk import Desk, open_desk
from tests.services.conftest import NOW
from tests.team_desks import TeamDatabase


def sit_down(team: TeamDatabase, login: str, folder: Path) -> Desk:
    return open_desk(team.of(login), login="", name="", out_folder=folder, clock=lambda: NOW)


@pytest.mark.parametrize("team_database", ["postgres18"], indirect=True)
def test_who_may_export_sign_and_keep_the_log(
    team_database: TeamDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))
    ann, lea, rex = (sit_down(team_database, login, tmp_path) for login in ("ann", "lea", "rex"))
    entry = entering.HandEntry(
        subject="From a team",
        text="Where is it?",
        sender_address="a@one.example",
        sender_name="A",
        channel_kind="email",
        received_at=NOW,
    )
    number = entering.enter_by_hand(ann, entry)
    ticket = showing.id_of(ann, number)
    assign.take(ann, ticket, version=showing.detail(ann, ticket).row.version)
    reply.add_note(ann, ticket, "On it")

    key = private_keys.make()
    with pytest.raises(NotAllowed):
        signing.enter_key(ann, private_keys.public_of(key))
    signing.enter_key(lea, private_keys.public_of(key))
    made = signing.make_checkpoint(lea, key)
    assert made.size > 0
    assert signing.findings(rex.store) == ()

    written = exporting.export(
        rex, parse("").query, tmp_path / "team.tkz", heard=lambda _: True, signing=signing.signing_with(key)
    )
    known = [exporting.signer_of(one) for one in signing.keys_of(rex.store)]
    proof = proving.verify(written.path, known, lambda _d, _t: True)
    assert (proof.state, proof.signature, proof.log, proof.uncovered) == ("whole", "good", "signed", 0)
    without = LeaveOut(persons=("a@one.example",), reason="asked for")
    with pytest.raises(NotAllowed):
        exporting.export(rex, parse("").query, tmp_path / "out.tkz", heard=lambda _: True, without=without)
    for desk, name in ((lea, "lea.tkz"), (rex, "rex.tkz")):
        exporting.export(desk, parse("").query, tmp_path / name, heard=lambda _: True, without=without)
        facts = proving.verify(tmp_path / name, (), lambda _d, _t: True).facts
        assert facts is not None
        assert facts.left_out is not None
        assert facts.left_out.places > 2
    for one in (ann, lea, rex):
        one.store.close()
