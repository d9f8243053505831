"""The tier of a request of several questions is that of the severest (DT-3)."""

from __future__ import annotations

import pytest

import policy
from tests.policy.shipped import agreement


@pytest.mark.parametrize(
    ("scopes", "error", "blocks", "tier", "place"),
    [
        ((), True, True, "undetermined", 0),
        ((True,), False, None, "question", 0),
        ((False, True), True, True, "critical", 1),
        ((False, True, True), True, False, "functional", 1),
        ((False, False), True, True, None, 0),
        ((True, None), False, None, "undetermined", 1),
        ((None, True), True, False, "functional", 1),
        ((True, False), None, None, "undetermined", 0),
    ],
)
def test_the_severest_question_gives_the_tier(
    scopes: tuple[bool | None, ...], error: bool | None, blocks: bool | None, tier: str | None, place: int
) -> None:
    found = policy.severest(scopes, is_error=error, blocks=blocks)
    assert (found.tier, found.place) == (tier, place)


def test_a_claim_is_ignored_where_the_severest_is_another() -> None:
    found = policy.severest((False, True), is_error=True, blocks=False, claimed="critical")
    assert (found.flags, found.row) == (("claimed_urgency_ignored",), "functional")


@pytest.mark.parametrize(
    ("direct", "fact", "supplier"),
    [(None, "evidence_media", "specialist"), (False, "media_direct", "user")],
)
def test_files_that_nobody_looked_at_are_looked_at_before_the_customer_is_asked(
    direct: bool | None, fact: str, supplier: str
) -> None:
    request = policy.RequestFacts(
        state="paid",
        state_at_review="paid",
        questions=(policy.Question(text="It fails", topic="orders"),),
        message="It fails",
        sender=policy.Sender(role="owner"),
        channel_official=True,
        domain="one.example",
        domains=("one.example",),
        installations={"one.example": policy.Installation(code_modified=False, requirements_met=True, outdated=False)},
        report=policy.Report(is_error=True, what_happened=True, panel_section=True, repro_steps=False),
        materials=policy.Materials(external_links=("drive.example",), direct_media=direct),
    )
    decision = policy.decide(request, agreement())
    assert decision.outcome == "ask_info"
    assert {one.fact: one.supplier for one in decision.needs}.get(fact) == supplier
    assert ("media_direct" in {one.fact for one in decision.needs}) is (direct is False)
