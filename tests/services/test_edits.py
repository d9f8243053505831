"""What an edit in a chat changes: what nobody confirmed is proposed anew, what a person confirmed stays."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from console.query import parse
from console.records.base import Tier
from console.records.tickets import FactRecord
from console.services import closing, showing, triage
from console.services.desk import Desk
from console.services.intake.edited import CHANGED
from tests.services.conftest import NOW
from tests.services.test_chat_intake import export, said, take
from tests.services.test_intake import whole

OLD = "In Orders the export fails with an error 500. Steps: open Orders, press Export. Version 3.2."
STOPS = "blocks_normal_operation"
NEW = "How do I change the logo of the receipts?"


def came(desk: Desk, folder: Path, text: str, *, edit: int = 0) -> None:
    """Take the chat in, with its one message as it is after so many edits."""
    unix = str(int((NOW + timedelta(hours=edit)).timestamp()))
    more = {"edited_unixtime": unix} if edit else {}
    take(desk, export(folder, "Ann", [said(1, text, **more)], id=7))


def ticket(desk: Desk) -> int:
    (row,) = showing.queue_page(desk, parse("is:proposed").query).rows
    return int(row.id)


def facts(desk: Desk, key: int) -> dict[str, FactRecord]:
    return {one.name: one for one in showing.detail(desk, key).facts}


def test_what_nobody_confirmed_is_proposed_anew_from_the_new_words(desk: Desk, tmp_path: Path) -> None:
    came(desk, tmp_path, OLD)
    key = ticket(desk)
    before = facts(desk, key)
    assert (before["is_error"].value, before[STOPS].value) == (True, False)
    topic = showing.detail(desk, key).row.topic
    came(desk, tmp_path, NEW, edit=1)
    after, detail = facts(desk, key), showing.detail(desk, key)
    assert detail.row.topic != topic
    assert [one.text for one in detail.questions] == [NEW]
    assert (after["is_error"].value, after["is_error"].newest) == (False, True)
    assert (after[STOPS].value, after[STOPS].status, after[STOPS].newest) == (None, "proposed", True)
    assert CHANGED not in after
    view = showing.panels(desk, key).assessment
    assert STOPS not in view.unconfirmed
    triage.confirm_proposals(desk, detail)
    assert facts(desk, key)[STOPS].status == "proposed"
    came(desk, tmp_path, OLD, edit=2)
    again = facts(desk, key)[STOPS]
    assert (again.value, again.message_version, again.newest) == (False, 3, True)
    whole(desk)


def test_what_a_person_confirmed_stays_and_is_named(desk: Desk, tmp_path: Path) -> None:
    came(desk, tmp_path, OLD)
    key = ticket(desk)
    triage.confirm_proposals(desk, showing.detail(desk, key))
    triage.set_tier(desk, key, Tier.CRITICAL, version=showing.detail(desk, key).row.version)
    confirmed, row = facts(desk, key), showing.detail(desk, key).row
    came(desk, tmp_path, NEW, edit=1)
    after, detail = facts(desk, key), showing.detail(desk, key)
    assert (detail.row.topic, detail.row.tier) == (row.topic, Tier.CRITICAL)
    assert {name: after[name] for name in confirmed if name != "is_error"}.keys() <= after.keys()
    assert (after["is_error"].value, after["is_error"].status) == (True, "confirmed")
    named = after[CHANGED]
    assert isinstance(named.value, list)
    assert {"topic", "tier", "is_error"} <= {str(one) for one in named.value}
    text = showing.messages(desk, key)[-1].text
    assert (named.status, named.newest, text[named.start : named.end]) == ("proposed", True, NEW)
    assert CHANGED in showing.panels(desk, key).assessment.unconfirmed
    triage.confirm_proposals(desk, detail)
    assert CHANGED not in showing.panels(desk, key).assessment.unconfirmed
    whole(desk)


def test_words_that_say_the_same_ask_for_no_second_look(desk: Desk, tmp_path: Path) -> None:
    came(desk, tmp_path, OLD)
    key = ticket(desk)
    triage.confirm_proposals(desk, showing.detail(desk, key))
    came(desk, tmp_path, OLD.replace("press Export", "press the Export button"), edit=1)
    assert CHANGED not in facts(desk, key)


def test_a_request_that_is_over_is_read_no_more(desk: Desk, tmp_path: Path) -> None:
    came(desk, tmp_path, OLD)
    key = ticket(desk)
    closing.close(desk, key, "28.1.3", version=showing.detail(desk, key).row.version)
    before = facts(desk, key)
    came(desk, tmp_path, NEW, edit=1)
    assert facts(desk, key).keys() == before.keys()
    assert all(facts(desk, key)[name].value == one.value for name, one in before.items())
