"""What counts as a screenshot by itself and what a person has to look at; the tier of several questions."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

import pytest

from console.query import parse
from console.services import assessing, evidence, showing, triage
from console.services.desk import Desk
from console.services.intake.run import import_paths
from console.store import Unit, tables
from console.store.queries.ticket_parts import SentFile
from tests.services.conftest import NOW
from tests.services.letters_of_mail import raw_mail, write

BODY = "An error in the panel, section Orders: a click on Save shows error 500. Steps: open an order, press Save."
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def mail(kind: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = "Ann <ann@one.example>", "support@desk.example"
    message["Subject"], message["Date"] = "Orders", format_datetime(NOW)
    message["Message-ID"] = "<files@one.example>"
    message.set_content(BODY)
    if kind == "none":
        return message.as_bytes()
    if kind in ("logo", "named_and_shown", "named_only"):
        picture = "" if kind == "named_only" else '<img src="cid:sign@one.example">'
        message.add_alternative(f"<p>{BODY}</p>{picture}", subtype="html")
    if kind == "logo":
        html = message.get_body(("html",))
        assert html is not None
        html.add_related(PNG, "image", "png", cid="<sign@one.example>", filename="company.png")
    elif kind in ("named_and_shown", "named_only"):
        message.add_attachment(PNG, "image", "png", filename="orders.png", cid="<sign@one.example>")
    elif kind == "outlook":
        message.add_attachment(PNG, "image", "png", filename="image001.png")
    elif kind == "document":
        message.add_attachment(b"%PDF-1.7", "application", "pdf", filename="contract.pdf")
    elif kind == "video":
        message.add_attachment(b"xx", "application", "octet-stream", filename="the error.mp4")
    else:
        message.add_attachment(PNG, "image", "png", filename="Screenshot 2026-11-24.png")
    return message.as_bytes()


def taken(desk: Desk, folder: Path, kind: str) -> int:
    list(import_paths(desk, [write(folder / "in", mail(kind))]))
    (row,) = showing.queue_page(desk, parse("is:open").query).rows
    assert row.has_files is (kind != "none")
    return row.id


def found(desk: Desk, ticket: int) -> bool | None:
    with desk.store.read() as connection:
        return evidence.media(connection, ticket)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("none", False),
        ("screenshot", True),
        ("video", True),
        ("named_only", True),
        ("logo", None),
        ("named_and_shown", None),
        ("outlook", None),
        ("document", None),
    ],
)
def test_a_logo_in_a_signature_is_no_evidence(desk: Desk, tmp_path: Path, kind: str, expected: bool | None) -> None:
    assert found(desk, taken(desk, tmp_path, kind)) is expected


@pytest.mark.parametrize(
    ("file", "plain"),
    [
        (SentFile(name="photo.jpg", media_type="image/jpeg", inside=False, missing=False), True),
        (SentFile(name="photo.jpg", media_type="image/jpeg", inside=False, missing=True), False),
        (SentFile(name="company-logo.png", media_type="image/png", inside=False, missing=False), False),
        (SentFile(name="логотип.png", media_type="image/png", inside=False, missing=False), False),
        (SentFile(name="catalogo.png", media_type="image/png", inside=False, missing=False), True),
        (SentFile(name="mark.svg", media_type="image/svg+xml", inside=False, missing=False), False),
        (SentFile(name="", media_type="video/mp4", inside=False, missing=False), True),
        (SentFile(name="", media_type="audio/ogg", inside=False, missing=False), False),
    ],
)
def test_what_is_plainly_a_picture_or_a_recording(file: SentFile, plain: bool) -> None:
    assert evidence.is_plain(file) is plain


def test_a_person_looks_at_what_may_be_evidence_and_says_so(desk: Desk, tmp_path: Path) -> None:
    ticket = taken(desk, tmp_path, "logo")
    for name, value in (("is_error", True), ("repro_steps", False), ("blocks_normal_operation", False)):
        version = showing.detail(desk, ticket).row.version
        triage.set_fact(desk, ticket, name, value, version=version)
    view = assessing.assess_ticket(desk, ticket)
    wanted = {one.fact: one.supplier for one in view.needs}
    assert wanted.get("evidence_media") == "specialist"
    version = showing.detail(desk, ticket).row.version
    triage.set_fact(desk, ticket, "evidence_media", value=False, version=version)
    view = assessing.assess_ticket(desk, ticket)
    assert {one.fact: one.supplier for one in view.needs}.get("evidence_media") == "user"
    triage.set_fact(desk, ticket, "evidence_media", value=True, version=version + 1)
    assert "evidence_media" not in {one.fact for one in assessing.assess_ticket(desk, ticket).needs}


def test_a_persons_no_goes_before_what_the_file_looks_like(desk: Desk, tmp_path: Path) -> None:
    ticket = taken(desk, tmp_path, "screenshot")
    assert '"direct_media":true' in assessing.assess_ticket(desk, ticket).inputs
    version = showing.detail(desk, ticket).row.version
    triage.set_fact(desk, ticket, "evidence_media", value=False, version=version)
    inputs = assessing.assess_ticket(desk, ticket).inputs
    assert '"direct_media":false' in inputs
    assert '"evidence_media":false' in inputs


def test_the_severest_of_all_questions_gives_the_tier_and_says_which(desk: Desk, tmp_path: Path) -> None:
    first = raw_mail("a", sender="Ann <ann@one.example>", subject="Two", body=BODY, at=NOW)
    list(import_paths(desk, [write(tmp_path / "in", first)]))
    (row,) = showing.queue_page(desk, parse("is:open").query).rows
    agreement = desk.agreement.agreement
    outside = next(code for code, one in agreement.topics.items() if one.scope == "out")
    inside = next(code for code, one in agreement.topics.items() if one.scope == "in")

    def ask(unit: Unit) -> None:
        (only,) = unit.find_all(tables.tickets.questions, ticket_id=row.id)
        unit.amend(tables.tickets.questions, int(only["id"]), expected=None, topic=outside, topic_confirmed=True)
        unit.insert(
            tables.tickets.questions, ticket_id=row.id, position=1, body=BODY, topic=inside, topic_confirmed=True
        )

    desk.apply(desk.command("test"), ask)
    for name in ("is_error", "blocks_normal_operation"):
        version = showing.detail(desk, row.id).row.version
        triage.set_fact(desk, row.id, name, value=True, version=version)
    view = assessing.assess_ticket(desk, row.id)
    assert view.tier == "critical"
    assert view.tier_why is not None
    assert (view.tier_why.row, view.tier_why.place, view.tier_why.of) == ("critical", 1, 2)
    assert (view.tier_why.topic, "B.12" in view.tier_why.clauses) == (inside, True)


def test_whose_license_is_unknown_is_not_said_to_share_nothing(desk: Desk, tmp_path: Path) -> None:
    stranger = raw_mail("s", sender="Eve <eve@nowhere.example>", subject="Hi", body=BODY, at=NOW)
    list(import_paths(desk, [write(tmp_path / "in", stranger)]))
    (row,) = showing.queue_page(desk, parse("is:open").query).rows
    assert '"installations_shared":null' in assessing.assess_ticket(desk, row.id).inputs
