from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import policy
from policy import LicenseFacts, Purchase, RequestFacts, Restoration, Sender
from tests.policy import shipped

ZONE = ZoneInfo("Europe/Lisbon")
TERMS = policy.Terms()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


BOUGHT = LicenseFacts(purchased_at=at("2024-05-10T12:00"))  # free to 10 May 2025, transition to 10 July 2025
LAPSED = at("2026-01-11T00:00")  # six months after, the first day on which a transfer is allowed
ARCHIVED = LicenseFacts(purchased_at=BOUGHT.purchased_at, transfers=(LAPSED,))
RUNS = LicenseFacts(purchased_at=BOUGHT.purchased_at, purchases=(Purchase(paid_at=at("2025-12-01T12:00"), length=12),))

# DT-8: the act, and what keeps it from being recorded


@pytest.mark.parametrize(
    ("facts", "when", "why_not"),
    [
        (BOUGHT, LAPSED, ()),
        (BOUGHT, at("2026-01-10T23:59"), ("too_early",)),
        (BOUGHT, at("2025-06-01T12:00"), ("not_expired", "too_early")),
        (RUNS, at("2026-02-01T12:00"), ("not_expired", "too_early")),
        (ARCHIVED, at("2026-02-01T12:00"), ("already_archived",)),
    ],
)
def test_a_transfer_to_the_archive(facts: LicenseFacts, when: datetime, why_not: tuple[str, ...]) -> None:
    act = policy.transfer_act(facts, when, ZONE, TERMS)
    assert (act.allowed, act.why_not, act.clauses) == (not why_not, why_not, ("13.1",))


@pytest.mark.parametrize(
    ("facts", "given", "why_not"),
    [
        (ARCHIVED, {"approve": True, "feasible": True}, ()),
        (ARCHIVED, {"approve": True, "feasible": False}, ("not_feasible",)),
        (ARCHIVED, {"approve": True, "feasible": None}, ("feasibility_not_assessed",)),
        (ARCHIVED, {"approve": False, "feasible": False}, ()),
        (ARCHIVED, {"approve": False, "feasible": True}, ("no_ground_to_refuse",)),
        *(
            (ARCHIVED, {"approve": False, "feasible": True, "refusals": (word,)}, ())
            for word in (
                "outdated",
                "modified",
                "customized",
                "damaged",
                "below_requirements",
                "needs_separate_restoration",
            )
        ),
        (BOUGHT, {"approve": True, "feasible": True}, ("not_archived",)),
    ],
)
def test_a_decision_on_a_restoration(facts: LicenseFacts, given: dict[str, Any], why_not: tuple[str, ...]) -> None:
    act = policy.restoration_act(facts, at("2026-03-01T12:00"), ZONE, TERMS, **given)
    assert (act.allowed, act.why_not) == (not why_not, why_not)


def test_a_ground_that_13_6_has_not_is_no_ground() -> None:
    with pytest.raises(ValueError, match=r"13\.6 has no \['boring'\]"):
        policy.restoration_act(
            ARCHIVED, at("2026-03-01T12:00"), ZONE, TERMS, approve=False, feasible=True, refusals=("boring",)
        )


# DT-8, the last row, and A11: in whatever order decision and money come, the last of them starts the period


@pytest.mark.parametrize("paid", ["2026-02-02T10:00", "2026-04-02T10:00"])
@pytest.mark.parametrize("own", [True, False])
def test_the_last_of_decision_and_payment_starts_the_restored_period(paid: str, *, own: bool) -> None:
    decided = at("2026-03-01T12:00")
    money = Purchase(paid_at=at(paid), length=6)
    case = Restoration(decided_at=decided, approved=True, feasible=True)
    if own:
        case = Restoration(decided_at=decided, approved=True, feasible=True, paid_at=at(paid), length=6, unit="month")
    facts = LicenseFacts(
        purchased_at=BOUGHT.purchased_at,
        transfers=(LAPSED,),
        purchases=() if own else (money,),
        restorations=(case,),
    )
    starts = max(decided, money.paid_at)
    before = policy.standing(facts, starts.replace(hour=9), ZONE, TERMS)
    after = policy.standing(facts, starts, ZONE, TERMS)
    assert (before.state, after.state) == ("archived", "paid")
    assert after.paid[-1].start == starts


# DT-9: what a payment would start


@pytest.mark.parametrize(
    ("facts", "paid_at", "row", "starts"),
    [
        (BOUGHT, "2025-01-10T12:00", "after_what_runs", "2025-05-11T00:00"),
        (RUNS, "2026-01-10T12:00", "after_what_runs", "2026-12-02T00:00"),
        (BOUGHT, "2025-06-10T12:00", "transition", "2025-06-10T12:00"),
        (BOUGHT, "2025-09-10T12:00", "at_payment", "2025-09-10T12:00"),
        (BOUGHT, "2027-09-10T12:00", "at_payment", "2027-09-10T12:00"),
        (ARCHIVED, "2026-02-10T12:00", "archived", None),
    ],
)
def test_what_a_payment_would_start(facts: LicenseFacts, paid_at: str, row: str, starts: str | None) -> None:
    found = policy.renewal(facts, Purchase(paid_at=at(paid_at), length=3), ZONE, TERMS)
    assert found.row == row
    assert (None if found.interval is None else found.interval.start) == (None if starts is None else at(starts))
    assert set(found.clauses) <= set(shipped.agreement().units)


def test_a_preview_of_a_renewal_is_what_the_payment_gives() -> None:
    for paid_at in ("2025-01-10T12:00", "2025-06-10T12:00", "2025-09-10T12:00"):
        purchase = Purchase(paid_at=at(paid_at), length=3)
        paid = LicenseFacts(purchased_at=BOUGHT.purchased_at, purchases=(purchase,))
        assert policy.standing(paid, at("2027-01-01T12:00"), ZONE, TERMS).paid == (
            policy.paid_if(BOUGHT, purchase, ZONE, TERMS),
        )


def test_a_purchase_says_its_length_its_unit_and_its_zone() -> None:
    with pytest.raises(ValueError, match="no unit 'moon'"):
        Purchase(paid_at=at("2025-01-10T12:00"), length=1, unit="moon")
    with pytest.raises(ValueError, match="no length 0"):
        Purchase(paid_at=at("2025-01-10T12:00"), length=0)
    with pytest.raises(ValueError, match="has no zone"):
        Purchase(paid_at=datetime(2025, 1, 10), length=1)  # noqa: DTZ001 - that it has no zone is what is tried
    with pytest.raises(ValueError, match="has no zone"):
        policy.standing(BOUGHT, datetime(2025, 1, 10), ZONE, TERMS)  # noqa: DTZ001 - same


def test_a_countdown_counts_days_to_the_next_boundary() -> None:
    for when, days, kind in (
        ("2025-05-10T23:59", 1, "transition"),
        ("2025-05-11T00:00", 61, "expired"),
        ("2026-01-10T23:59", 1, "archive_eligible"),
    ):
        found = policy.countdown(policy.standing(BOUGHT, at(when), ZONE, TERMS), at(when), ZONE)
        assert found is not None
        assert (found.days, found.kind) == (days, kind)
    assert policy.countdown(policy.standing(ARCHIVED, LAPSED, ZONE, TERMS), LAPSED, ZONE) is None


# DT-10: channel and sender

OWNER = Sender(role="owner")


@pytest.mark.parametrize(
    ("row", "result", "moved", "facts"),
    [
        ("unofficial", "not_registered", None, {"channel_official": False, "sender": OWNER}),
        *(
            ("unofficial", "not_registered", None, {"channel_official": True, "channel_kind": kind, "sender": OWNER})
            for kind in ("personal_employee_account", "third_party_group", "comment", "forum", "social_network")
        ),
        ("channel_unknown", "ask", None, {"channel_official": None, "sender": OWNER}),
        ("assigned", "pass", None, {"channel_official": True, "sender": OWNER}),
        ("assigned", "pass", None, {"channel_official": True, "sender": Sender(role="contractor", designated=True)}),
        (
            "of_another_license",
            "pass",
            "right_license",
            {"channel_official": True, "channel_of": "other_license", "sender": OWNER},
        ),
        ("general", "pass", "assigned_channel", {"channel_official": True, "channel_of": "general", "sender": OWNER}),
        *(
            (
                "not_entitled",
                "refuse",
                None,
                {"channel_official": True, "sender": Sender(role=role, designated=False)},
            )
            for role in ("user_employee", "contractor", "third_party_programmer")
        ),
        ("sender_unknown", "ask", None, {"channel_official": True, "sender": Sender()}),
        ("sender_unknown", "ask", None, {"channel_official": True, "sender": Sender(role="user_employee")}),
    ],
)
def test_channel_and_sender(row: str, result: str, moved: str | None, facts: dict[str, Any]) -> None:
    request = RequestFacts(state="free", **facts)
    found = policy.passage(request)
    assert (found.row, found.result, found.moved) == (row, result, moved)
    decided = policy.decide(request, shipped.agreement())  # the decision says the same
    assert {"not_registered": "not_registered", "refuse": "refuse", "ask": "ask_info"}.get(result) in (
        None,
        decided.outcome,
    )
    assert found.primary == (decided.primary if result in ("not_registered", "refuse") else None)


# DT-11: materials


@pytest.mark.parametrize(
    ("row", "result", "wanted", "given"),
    [
        ("text", "accepted", None, {"kind": "text"}),
        ("screenshot", "accepted", None, {"kind": "screenshot"}),
        ("video", "accepted", None, {"kind": "video", "requested": False}),
        ("file_asked_for", "accepted", None, {"kind": "file", "requested": True}),
        ("file_not_asked_for", "not_opened", "text_description", {"kind": "file", "requested": False}),
        ("file_perhaps_asked_for", "not_opened", None, {"kind": "file"}),
        ("not_listed", "not_opened", "text_description", {"kind": "voice"}),
        ("not_listed", "not_opened", "text_description", {"kind": "other", "requested": True}),
    ],
)
def test_materials(row: str, result: str, wanted: str | None, given: dict[str, Any]) -> None:
    kind = given.pop("kind")
    found = policy.material(kind, **given)
    assert (found.row, found.result, found.ask) == (row, result, wanted)


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ("external_link", "https://drive.example/file"),
        ("external_link", "youtu.be"),
        ("external_link", "https://one.example.evil.test/"),
        ("external_link", "https://notone.example/"),
        ("external_link", "https://files.example/report.pdf"),
        ("licensed_link", "https://one.example/admin"),
        ("licensed_link", "PANEL.One.Example"),
        ("file_name", "cron.sh"),
        ("file_name", "readme.md"),
    ],
)
def test_links(row: str, text: str) -> None:
    assert policy.link(text, ("one.example",)).row == row


def test_a_material_that_is_none_is_named() -> None:
    with pytest.raises(ValueError, match="kind cannot be 'smoke'"):
        policy.material("smoke")
