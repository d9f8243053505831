"""What goes before what where several rows hold, and what counts of the instant at which a request arrived."""

from __future__ import annotations

from tests.policy.cases.content import TWO
from tests.policy.cases.making import ERROR, Case, ask, made, outcome

PRECEDENCE: list[Case] = [
    made(
        "unofficial channel before a repeat",
        outcome("not_registered", "25.2"),
        "free",
        "orders",
        channel={"kind": "comment"},
        open_request=True,
        duplicate_of_open_request=True,
    ),
    made(
        "a repeat before an unknown sender",
        outcome("merge"),
        "free",
        "orders",
        sender={"role": None},
        open_request=True,
        duplicate_of_open_request=True,
    ),
    made(
        "not entitled before a closed subject",
        outcome("refuse", "22.1", also=["22.2.3", "23.1.5"]),
        "free",
        "database",
        sender={"role": "contractor", "designated_contact": False},
    ),
    made(
        "a closed subject before the license",
        outcome("refuse", "22.2.3", also=["23.1.12"]),
        "invalid",
        "database",
        sender={"role": "contractor", "designated_contact": True},
        license_problem="pirated",
    ),
    made(
        "whatever holds is told: no valid license behind a sender who may not ask",
        outcome("refuse", "22.1", also=["1.2", "18.3"]),
        "invalid",
        "orders",
        sender={"role": "user_employee", "designated_contact": False},
        license_problem="not_valid",
        suspension_in_force={"kind": "support", "basis": "18.3"},
    ),
    made(
        "whatever holds is told: the limits of the transition behind a changed installation",
        outcome("refuse", "23.1.13", also=["23.1.11", "10.3.4"]),
        "transition",
        "orders",
        installations={"a.example": {"files_modified": True}},
        specialist_marks=["needs_complex_diagnostics"],
    ),
    made(
        "whatever holds is told: what an archived license is not given behind the subject",
        outcome("refuse", "23.1.5", also=["23.1.2", "13.3.5"]),
        "archived",
        "ssl",
    ),
    made(
        "the license before a suspension",
        outcome("refuse", "23.1.12"),
        "invalid",
        "orders",
        license_problem="unofficial",
        suspension_in_force={"kind": "support", "basis": "18.3"},
    ),
    made(
        "a suspension before new conduct",
        outcome("suspend", "24.2", also=["23.1.21"]),
        "free",
        "orders",
        suspension_in_force={"kind": "support", "basis": "24.2"},
        conduct={"confirmed": ["insults"]},
    ),
    made(
        "conduct before an error, which is filed",
        outcome("suspend", "23.1.21", flags=["product_error_filed"]),
        "free",
        "panel_error_check",
        report=ERROR,
        conduct={"confirmed": ["rudeness"]},
    ),
    made(
        "spam before a confirmed ground",
        outcome("suspend", "23.1.22", also=["23.1.18"]),
        "free",
        "orders",
        conduct={"confirmed": ["23.1.18", "spam"]},
    ),
    made(
        "a known error before the first installation",
        outcome("product_error_check"),
        "free",
        "initial_installation",
        known_confirmed_bug="E-3",
        initial_installation="not_done",
    ),
    made("the purchase before a split", outcome("refuse", "1.2"), "not_started", "orders", "users"),
    made("a split before the domain", outcome("split"), "free", "orders", "users", domain="three.example", **TWO),
    made(
        "the domain before what the user says he changed",
        outcome("ask_info", needs=["domain"]),
        "free",
        "orders",
        domain="three.example",
        report={"changes_made": "code"},
        **TWO,
    ),
    made(
        "the installation before the limits of the transition",
        outcome("refuse", "23.1.10"),
        "transition",
        "orders",
        installations={"one.example": {"outdated": True}},
        specialist_marks=["needs_complex_diagnostics"],
    ),
    made(
        "the limits of the transition before the materials",
        outcome("refuse", "10.3.4"),
        "transition",
        specialist_marks=["needs_complex_diagnostics"],
        materials={"voice": True},
    ),
    made(
        "a link before a voice, both asked for at once",
        outcome("ask_info", needs=["media_direct", "text_description"], also=["17.2"]),
        "free",
        materials={"voice": True, "external_links": ["youtu.be"]},
    ),
]

LICENSE = {"purchased_at": "2024-11-30T18:00:00+01:00"}
RECEIVED: list[Case] = [
    (
        "received in the last hour of the free year",
        "admissibility",
        {
            "policy_tz": "Europe/Madrid",
            "license": LICENSE,
            "received_at": "2025-11-30T23:30:00+01:00",
            "reviewed_at": "2025-12-01T10:00:00+01:00",
            "questions": ask("orders"),
        },
        {"outcome": "accept", "mode": "full", "state_used": "free", "flags": ["period_ended_before_review"]},
    ),
    (
        "received after the end",
        "admissibility",
        {
            "policy_tz": "Europe/Madrid",
            "license": LICENSE,
            "received_at": "2026-01-31T00:00:00+01:00",
            "reviewed_at": "2026-02-02T10:00:00+01:00",
            "questions": ask("orders"),
        },
        {"outcome": "refuse", "primary": "23.1.1", "state_used": "expired", "flags": []},
    ),
    (
        "received after the end, paid before the review",
        "admissibility",
        {
            "policy_tz": "Europe/Madrid",
            "license": {**LICENSE, "renewals": [{"paid_at": "2026-02-01T09:00:00+01:00", "length": 12}]},
            "received_at": "2026-01-31T00:00:00+01:00",
            "reviewed_at": "2026-02-02T10:00:00+01:00",
            "questions": ask("orders"),
        },
        {
            "outcome": "refuse",
            "primary": "23.1.1",
            "state_used": "expired",
            "flags": ["support_resumed_before_review"],
        },
    ),
    (
        "received in the transition, paid before the review",
        "admissibility",
        {
            "policy_tz": "Europe/Madrid",
            "license": {**LICENSE, "renewals": [{"paid_at": "2026-01-10T09:00:00+01:00", "length": 12}]},
            "received_at": "2026-01-09T12:00:00+01:00",
            "reviewed_at": "2026-01-12T10:00:00+01:00",
            "questions": ask("orders"),
        },
        {"outcome": "accept", "mode": "limited", "flags": ["support_resumed_before_review"]},
    ),
]
