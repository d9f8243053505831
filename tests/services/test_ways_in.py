"""The channels of the company: entered, changed and retired by a lead; what comes in afterwards is known by them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from console.faults import BadInput, NotAllowed, NotFound
from console.query import parse
from console.records.base import LicenseId, Role
from console.services import registry, showing, ways_in
from console.services.desk import Desk
from console.services.intake.run import import_paths
from tests.services.conftest import NOW
from tests.services.letters_of_mail import raw_mail, write

INBOX = "inbox@desk.example"
KNOWN = (("support@desk.example", "", True),)


def listed(desk: Desk) -> list[tuple[str, str, bool]]:
    return [(one.address, key, one.active) for one, key in ways_in.channels(desk) if one.address != KNOWN[0][0]]


def asks(desk: Desk, tmp_path: Path, name: str) -> bool:
    """Return whether a mail that comes to the inbox now is asked about."""
    mail = raw_mail(name, sender="Ann <ann@one.example>", subject=name, body="How do I set the rate?", at=NOW, to=INBOX)
    list(import_paths(desk, [write(tmp_path / name, mail)]))
    row = next(one for one in showing.queue_page(desk, parse("").query).rows if one.subject == name)
    return any(one.fact == "channel" for one in showing.panels(desk, row.id).assessment.needs)


def test_what_comes_through_a_channel_is_asked_about_until_it_is_entered(desk: Desk, tmp_path: Path) -> None:
    assert asks(desk, tmp_path, "before")
    key = ways_in.add(desk, kind="email", address=" Inbox@Desk.example ", official=True)
    assert not asks(desk, tmp_path, "then")
    ways_in.retire(desk, key)
    assert asks(desk, tmp_path, "later")
    assert ways_in.add(desk, kind="email", address=INBOX, official=True) == key
    assert not asks(desk, tmp_path, "again")


def test_general_channels_are_listed_first_retired_ones_last_and_each_is_found_by_number_or_address(desk: Desk) -> None:
    one = ways_in.add(desk, kind="email", address=INBOX, official=True)
    two = ways_in.add(desk, kind="telegram_account", address=INBOX, official=False)
    registry.add_channel(desk, kind="telegram_group", address="-7", official=True, license_id=LicenseId(1))
    old = ways_in.add(desk, kind="forum", address="forum.example", official=False)
    ways_in.retire(desk, old)
    assert listed(desk) == [(INBOX, "", True), (INBOX, "", True), ("-7", "HRB-1", True), ("forum.example", "", False)]
    with pytest.raises(BadInput, match="more than one"):
        ways_in.find(desk, INBOX)
    assert ways_in.find(desk, str(two)).kind == "telegram_account"
    ways_in.change(desk, one, {"address": "desk@desk.example"})
    assert ways_in.find(desk, INBOX).id == two
    assert not ways_in.find(desk, "forum.example").active
    with pytest.raises(NotFound):
        ways_in.find(desk, "-7")
    with pytest.raises(BadInput, match="entered already"):
        ways_in.add(desk, kind="email", address="desk@desk.example", official=True)


def test_only_a_lead_says_which_channels_are_the_companys(desk: Desk) -> None:
    key = ways_in.add(desk, kind="email", address=INBOX, official=True)
    ann = replace(desk, actor=replace(desk.actor, role=Role.SPECIALIST))
    assert ways_in.may_set(desk)
    assert not ways_in.may_set(ann)
    for act in (
        lambda: ways_in.add(ann, kind="email", address="other@desk.example", official=True),
        lambda: ways_in.change(ann, key, {"official": False}),
        lambda: ways_in.retire(ann, key),
        lambda: ways_in.use_again(ann, key),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert listed(desk) == [(INBOX, "", True)]
