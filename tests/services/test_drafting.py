"""Drafts of the agreement: steps that nobody loses, faults in words, and a version that counts from a day on."""

from __future__ import annotations

import copy
import re
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from console.faults import BadInput, NotAllowed, NotFound, Stale
from console.query import parse
from console.records.base import Role
from console.records.drafting import Edit
from console.services import agreements, assessing, drafting, rehearsing, showing, standing, versions
from console.services.desk import Desk, open_desk
from console.services.drafting import soundness
from console.services.intake.run import import_paths
from tests.services.conftest import NOW, Clock, add_license
from tests.services.letters_of_mail import raw_mail, write

ROOT = Path(__file__).resolve().parents[2]
BODY = "How is the commission rounded in the panel, section Commissions?"
DAY = date(2026, 12, 1)


def changed(desk: Desk, label: str, *edits: str) -> int:
    row, _ = drafting.documents_of(desk, label)
    return drafting.edit(desk, label, tuple(drafting.edit_of(one) for one in edits), seen=row.id)


def take_in(desk: Desk, folder: Path, name: str) -> int:
    at = desk.clock()
    mail = raw_mail(name, sender="Bob <bob@two.example>", subject=f"Rounding {name}", body=BODY, at=at)
    list(import_paths(desk, [write(folder / name, mail)]))
    (row,) = showing.queue_page(desk, parse(f'is:open subject:"{name}"').query).rows
    return row.id


def test_a_draft_is_changed_step_by_step_and_compared_with_its_base(desk: Desk) -> None:
    first = drafting.new(desk, "2027", reason="The new text")
    assert drafting.faults(drafting.documents_of(desk, "2027")[1]) == ()
    second = changed(
        desk, "2027", "parameter.free_months=18", "unit.6.3.en=Read otherwise", "reading.A18.reading_en=So"
    )
    assert second != first
    row, documents = drafting.documents_of(desk, "2027")
    assert (row.state, row.base, row.by, row.id) == ("draft", agreements.CURRENT, "Dana Kim", second)
    assert row.reason.startswith("parameter.free_months.value=18; unit.6.3.en=Read otherwise")
    found = drafting.differences(drafting.base_of(desk, row), documents, desk.letters)
    assert [(one.part, one.id, one.slot, one.was, one.now) for one in found if one.part == "parameter"] == [
        ("parameter", "free_months", "value", "12", "18")
    ]
    assert [(one.part, one.id) for one in found] == [("unit", "6.3"), ("parameter", "free_months"), ("reading", "A18")]
    assert drafting.read_again(documents, found) == ("self_service",)
    assert [one.label for one in drafting.drafts(desk)] == ["2027"]
    assert versions.documents(desk, "2027") == documents


def test_a_chosen_reading_is_said_the_same_where_it_is_set_and_where_it_is_read(desk: Desk) -> None:
    drafting.new(desk, "2027")
    changed(desk, "2027", "parameter.profile=lenient", "parameter.auto_archive=true")
    _, documents = drafting.documents_of(desk, "2027")
    assert drafting.faults(documents) == ()
    built = agreements.build(documents)
    assert (built.value("profile"), built.value("auto_archive"), built.chosen) == ("lenient", True, ())


def test_nobody_takes_a_step_over_another_s_and_only_a_lead_takes_one(desk: Desk) -> None:
    seen = drafting.new(desk, "2027")
    drafting.edit(desk, "2027", (drafting.edit_of("parameter.free_months=18"),), seen=seen)
    with pytest.raises(Stale) as stale:
        drafting.edit(desk, "2027", (drafting.edit_of("parameter.archive_months=9"),), seen=seen)
    assert (stale.value.code, stale.value.params["who"]) == ("draft_changed", "Dana Kim")
    with pytest.raises(Stale):
        drafting.drop(desk, "2027", seen=seen)
    other = replace(desk, actor=replace(desk.actor, role=Role.SPECIALIST))
    row, _ = drafting.documents_of(desk, "2027")
    for act in (
        lambda: drafting.new(other, "2028"),
        lambda: drafting.edit(other, "2027", (), seen=row.id),
        lambda: drafting.drop(other, "2027", seen=row.id),
        lambda: drafting.put_in_force(other, "2027", DAY, seen=row.id),
        lambda: drafting.withdraw(other, "2027"),
    ):
        with pytest.raises(NotAllowed):
            act()
    drafting.drop(desk, "2027", seen=row.id, reason="Not this year")
    assert drafting.drafts(desk) == ()
    with pytest.raises(NotFound):
        drafting.documents_of(desk, "2027")


def test_going_back_to_an_earlier_step_is_a_step(desk: Desk) -> None:
    first = drafting.new(desk, "2027")
    changed(desk, "2027", "parameter.free_months=18")
    assert changed(desk, "2027", "parameter.free_months=12") == first
    assert drafting.documents_of(desk, "2027")[0].reason == "parameter.free_months.value=12"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("free_months", "bad_edit"),
        ("paragraph.1=2", "no_such_part"),
        ("parameter.no_such=2", "no_such_part"),
        ("unit.6.3.color=red", "no_such_part"),
        ("agreement.version=2", "no_such_slot"),
        ("parameter.free_months=many", "bad_value"),
        ("parameter.auto_archive=perhaps", "bad_value"),
        ("agreement.effective_from=soon", "bad_value"),
    ],
)
def test_a_change_that_is_none_is_refused_and_nothing_is_kept(text: str, code: str, desk: Desk) -> None:
    seen = drafting.new(desk, "2027")
    with pytest.raises(BadInput) as fault:
        changed(desk, "2027", text)
    assert fault.value.code == code
    assert drafting.documents_of(desk, "2027")[0].id == seen


def test_a_name_is_taken_once(desk: Desk) -> None:
    drafting.new(desk, "2027")
    for label, code in (("2027", "version_exists"), (agreements.CURRENT, "version_exists"), (" ", "bad_label")):
        with pytest.raises(BadInput) as fault:
            drafting.new(desk, label)
        assert fault.value.code == code


def test_a_draft_that_is_not_sound_is_kept_but_neither_rehearsed_nor_put_in_force(desk: Desk) -> None:
    drafting.new(desk, "2027")
    seen = changed(desk, "2027", "parameter.free_months.clauses=")
    row, documents = drafting.documents_of(desk, "2027")
    (found,) = drafting.faults(documents)
    assert (found.code, found.part, found.id) == ("no_source", "parameter", "free_months")
    for act in (
        lambda: drafting.put_in_force(desk, "2027", DAY, seen=seen),
        lambda: rehearsing.trial_of(desk, documents=documents),
    ):
        with pytest.raises(BadInput) as fault:
            act()
        assert fault.value.code == "agreement_not_sound"
    assert row.state == "draft"


def test_requests_received_from_the_day_on_keep_the_new_version(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    bought = NOW.replace(year=2025, month=10)  # thirteen months ago: transition by the text of then, free by the new
    add_license(desk, "HRB-2", "bob@two.example", "two.example", bought=bought)
    drafting.new(desk, "2027")
    seen = changed(desk, "2027", "parameter.free_months=18")
    begins = drafting.put_in_force(desk, "2027", DAY, seen=seen, reason="Published")
    assert begins.isoformat() == "2026-11-30T21:00:00+00:00"
    early = take_in(desk, tmp_path, "early")
    clock.forward(days=7)
    fresh = desk.refreshed()
    assert (fresh.agreement.label, desk.agreement.label) == ("2027", agreements.CURRENT)
    late = take_in(desk, tmp_path, "late")  # a window that was opened before the day pins by the receipt all the same
    for here in (desk, fresh):
        seen_early, seen_late = (showing.detail(here, one) for one in (early, late))
        assert (seen_early.agreement, seen_early.row.license_state) == (agreements.CURRENT, "transition")
        assert (seen_late.agreement, seen_late.row.license_state) == ("2027", "transition")  # its period keeps the old
        assert assessing.assess_ticket(here, late).agreement == "2027"
    standing.with_company(fresh)
    assert showing.detail(fresh, early).row.license_state == "transition"
    assert showing.detail(fresh, late).row.license_state == "transition"
    opened = open_desk(desk.store.url, login="dana", name="Dana Kim", out_folder=tmp_path, clock=clock)
    assert opened.agreement.label == "2027"
    opened.store.close()
    with pytest.raises(NotAllowed):
        drafting.withdraw(fresh, "2027")


def test_a_version_that_does_not_count_yet_can_be_taken_back(desk: Desk, clock: Clock) -> None:
    seen = drafting.new(desk, "2027")
    drafting.put_in_force(desk, "2027", DAY, seen=seen)
    assert drafting.drafts(desk) == ()
    drafting.withdraw(desk, "2027", reason="Another day")
    assert [one.label for one in drafting.drafts(desk)] == ["2027"]
    clock.forward(days=30)
    assert desk.refreshed().agreement.label == agreements.CURRENT
    with pytest.raises(BadInput) as fault:
        drafting.put_in_force(desk, "2027", DAY, seen=drafting.drafts(desk)[0].id)
    assert fault.value.code == "day_is_past"


def broken(document: str, part: str, number: int, **slots: Any) -> agreements.Documents:
    documents = copy.deepcopy(agreements.shipped())
    documents[document][part][number] |= slots
    return documents


def every_fault() -> list[str]:
    """Return what the engine says of versions that are broken in many ways."""
    ways = [
        broken("rules", "rule", 0, when=["nonsense"], stratum="attic", outcome="explode", basis="hearsay"),
        broken("rules", "rule", 0, primary="99.9", clauses="x"),
        broken("rules", "defeat", 0, rule="nobody", because="hearsay"),
        broken("topics", "topic", 0, scope="sideways", ground="99.9", service="magic"),
        broken("topics", "topic", 1, scope="route", ground="", service=""),
        broken("units", "unit", 0, treatment=[], clause="99", readings=["A999"]),
        broken("agreement", "parameter", 0, basis="hearsay", clauses=[]),
        broken("agreement", "parameter", 1, value=None),
        broken("agreement", "parameter", 2, basis="company"),
        broken("agreement", "parameter", 3, basis="reading", reading="A999"),
        broken("agreement", "parameter", 5, value="sometime"),
        broken("readings", "reading", 0, parameter="no_such"),
        broken("units", "unit", 0, en=["a", "list"]),
    ]
    for document, part in (("units", "unit"), ("topics", "topic"), ("grounds", "ground"), ("agreement", "parameter")):
        gone, twice = copy.deepcopy(agreements.shipped()), copy.deepcopy(agreements.shipped())
        gone[document][part].pop(0)
        twice[document][part].append(twice[document][part][0])
        ways += [gone, twice]
    empty = copy.deepcopy(agreements.shipped())
    empty["services"]["service"] = []
    empty["agreement"] |= {"version": "", "published_on": "soon"}
    headless = copy.deepcopy(agreements.shipped())
    headless["rules"] |= {"ladder": None, "items": 3}
    ladder = copy.deepcopy(agreements.shipped())
    ladder["rules"]["ladder"] = [*ladder["rules"]["ladder"][:-1], ladder["rules"]["ladder"][0], "attic"]
    lost = copy.deepcopy(agreements.shipped())
    lost["rules"]["required"] = {"question": ["nonsense"]}
    lost["rules"]["used_up"] = {"nothing": "less"}
    circle = copy.deepcopy(agreements.shipped())
    one = circle["rules"]["defeat"][0]
    circle["rules"]["defeat"].append({**one, "rule": one["defeats"], "defeats": one["rule"]})
    loose = copy.deepcopy(agreements.shipped())
    loose["rules"]["defeat"] = []
    never = copy.deepcopy(agreements.shipped())
    never["rules"]["rule"][0]["when"] = [*never["rules"]["rule"][0]["when"], "x", "!x"]
    slotless = copy.deepcopy(agreements.shipped())
    del slotless["units"]["unit"][0]["en"]
    slotless["units"]["unit"].append("no table")
    ways += [empty, headless, ladder, lost, circle, loose, never, slotless]
    ways.append({name: one for name, one in agreements.shipped().items() if name != "units"})
    said = [one.text for documents in ways for one in drafting.faults(documents)]
    assert len(said) > 60
    return said


def test_every_fault_of_a_version_is_said_in_both_languages_with_its_place() -> None:
    words = {
        language: tomllib.loads((ROOT / f"resources/i18n/{language}.toml").read_text(encoding="utf-8"))["sound"]
        for language in ("en", "ru")
    }
    found = [soundness.said(one) for one in every_fault()]
    assert [one.text for one in found if not one.code] == []
    assert len({one.code for one in found}) > 33
    for code in soundness.CODES:
        assert re.search("[а-яё]", words["ru"][code]), code
        assert words["en"][code] != words["ru"][code]
    for one in found:
        filled = {*dict(one.params), "place"}
        assert set(re.findall(r"\{(\w+)\}", words["en"][one.code])) <= filled, (one.code, one.text)
    placed = [one for one in found if one.part]
    assert len(placed) > len(found) / 2


def test_a_fault_of_an_unknown_form_is_said_as_it_is() -> None:
    found = soundness.said("the moon is missing")
    assert (found.code, found.text) == ("", "the moon is missing")


def test_edits_are_read_as_they_are_written() -> None:
    assert drafting.edit_of("unit.10.1.en=a = b") == Edit(part="unit", id="10.1", slot="en", value="a = b")
    assert drafting.edit_of("parameter.free_months=18").slot == "value"
    assert str(drafting.edit_of("agreement.title_en=New")) == "agreement.title_en=New"
    rows = drafting.apply(agreements.shipped(), (drafting.edit_of("parameter.free_months.clauses=10.1, 10.2"),))
    assert rows["agreement"]["parameter"][0]["clauses"] == ["10.1", "10.2"]
    assert agreements.shipped()["agreement"]["parameter"][0]["clauses"] == ["10.1"]
