"""Our own cases of admissibility, in the words of docs/cases.md; not a test itself. One or more for each row of DT-2.

They are tests as they stand (test_admissibility) and bait: when the agreement is broken on purpose, one of them fails.
"""

from __future__ import annotations

from typing import Any

Case = tuple[str, str, dict[str, Any], dict[str, Any]]

ERROR = {"is_error": True, "what_happened": True, "panel_section": True, "repro_steps": True}
CODE = {"code_modified": True}
PLUS = {"plan": "PRO_PLUS"}


def _ask(*topics: str | None) -> list[dict[str, Any]]:
    return [{"text": f"A question on {topic}", "topic": topic} for topic in topics]


def _made(name: str, expect: dict[str, Any], state: str | None, *topics: str | None, **given: Any) -> Case:
    facts = {"license_state": state, "questions": _ask(*topics), **given}
    return name, "admissibility", facts, expect


def _outcome(outcome: str, primary: str | None = None, **more: Any) -> dict[str, Any]:
    return {"outcome": outcome, "primary": primary, **more}


CASES: list[Case] = [
    # row 1: the channel
    _made("forum", _outcome("not_registered", "25.2", also=["4.4.6"]), "free", "orders", channel={"kind": "forum"}),
    _made("comment", _outcome("not_registered", "25.2"), "archived", "orders", channel={"official": False}),
    _made("channel not known", _outcome("ask_info", needs=["channel"]), "free", "orders", channel={"official": None}),
    _made(
        "channel of another license",
        _outcome("accept", flags=["channel_of_other_license"]),
        "free",
        "orders",
        channel={"official": True, "of": "other_license"},
    ),
    # row 2: repeats
    _made(
        "calling while open",
        _outcome("merge", also=["18.1", "18.2.2"], flags=["queue_unchanged", "spam_signal"], discretionary=False),
        "paid",
        message="Алло?",
        open_request=True,
    ),
    _made(
        "copy by e-mail",
        _outcome("merge", also=["18.2.12"], flags=["spam_signal"]),
        "free",
        "orders",
        open_request=True,
        duplicate_of_open_request=True,
        other_channel="email",
    ),
    _made(
        "greeting while open",
        _outcome("merge", flags=["queue_unchanged"], not_flags=["spam_signal"]),
        "free",
        message="Добрый день!",
        open_request=True,
    ),
    _made(
        "calling at first contact",
        _outcome("ask_info", needs=["what_happened", "panel_section"], not_flags=["spam_signal"]),
        "free",
        message="hey",
    ),
    _made(
        "a new question while open",
        _outcome("accept", mode="full", not_flags=["spam_signal"]),
        "free",
        "orders",
        message="Where is the list of orders sorted?",
        open_request=True,
    ),
    # rows 3 and 4: the sender
    _made("nobody knows who", _outcome("ask_info", needs=["sender"]), "free", "orders", sender={"role": None}),
    _made(
        "contractor without designation",
        _outcome("refuse", "22.1", offers=["owner_or_contact_must_write"], discretionary=False),
        "free",
        "orders",
        sender={"role": "contractor", "designated_contact": False},
    ),
    _made(
        "perhaps designated",
        _outcome("ask_info", needs=["sender"]),
        "free",
        "orders",
        sender={"role": "user_employee", "designated_contact": None},
    ),
    _made(
        "designated employee",
        _outcome("accept", mode="full"),
        "free",
        "orders",
        sender={"role": "user_employee", "designated_contact": True},
    ),
    # row 5: programmers
    _made(
        "designated programmer asks of the panel",
        _outcome("accept"),
        "paid",
        "orders",
        sender={"role": "third_party_programmer", "designated_contact": True},
    ),
    _made(
        "designated programmer asks of updates",
        _outcome("refuse", "22.2.7", discretionary=False, offers=[]),
        "paid",
        "update_info",
        sender={"role": "technical_specialist", "designated_contact": True},
    ),
    _made(
        "designated programmer, service on offer",
        _outcome("refuse", "22.2.1", also=["7.1.8", "23.1.7", "22.4"], service=None),
        "free",
        "programming",
        sender={"role": "contractor", "designated_contact": True},
        services_available=["development"],
    ),
    _made(
        "architecture, set by a specialist",
        _outcome("refuse", "22.2.2"),
        "free",
        "standard_usage",
        sender={"role": "other_third_party", "designated_contact": True},
        specialist_marks=["22.2.2"],
    ),
    _made(
        "owner asks of programming",
        _outcome("redirect_paid", "23.1.7", service="development"),
        "free",
        "programming",
        services_available=["development"],
    ),
    _made(
        "designated, role not known",
        _outcome("ask_info", needs=["sender"]),
        "free",
        "database",
        sender={"role": None, "designated_contact": True},
    ),
    # row 6: the license
    _made(
        "pirated",
        _outcome("refuse", "23.1.12", also=["1.2"], discretionary=True),
        "invalid",
        "orders",
        license_problem="pirated",
    ),
    _made(
        "not valid",
        _outcome("refuse", "1.2", discretionary=False),
        "invalid",
        "orders",
        license_problem="not_valid",
    ),
    _made("invalid and a known error", _outcome("refuse", "23.1.12"), "invalid", "orders", known_confirmed_bug="E-7"),
    _made("license not known", _outcome("ask_info", needs=["license"]), None, "orders"),
    # rows 7 and 8: suspension and conduct
    _made(
        "suspended",
        _outcome("suspend", "18.3", also=["23.2"], discretionary=True, not_flags=["product_error_filed"]),
        "free",
        "orders",
        suspension_in_force={"kind": "support", "basis": "18.3"},
    ),
    _made(
        "suspended, and an error is reported",
        _outcome("suspend", "24.2.1", flags=["product_error_filed"]),
        "free",
        "panel_error_check",
        report=ERROR,
        suspension_in_force={"kind": "review", "basis": "24.2.1"},
    ),
    _made(
        "threats and spam",
        _outcome("suspend", "23.1.21", also=["19.2.9", "19.3", "23.1.22"], discretionary=True),
        "paid",
        "orders",
        conduct={"confirmed": ["spam", "threats"]},
    ),
    _made("spam", _outcome("suspend", "23.1.22", also=["18.3"]), "free", "orders", conduct={"confirmed": ["spam"]}),
    _made(
        "history deleted",
        _outcome("suspend", "23.1.17", discretionary=True),
        "free",
        "orders",
        conduct={"confirmed": ["23.1.17"]},
    ),
    _made("used as training", _outcome("suspend", "24.2.3"), "free", "orders", conduct={"confirmed": ["24.2.3"]}),
    _made(
        "conduct before the subject",
        _outcome("suspend", "23.1.21", also=["23.1.5"]),
        "expired",
        "server",
        conduct={"confirmed": ["mockery"]},
        services_available=["server_admin"],
    ),
    # row 9: product errors
    _made(
        "error in the free year", _outcome("product_error_check", mode=None), "free", "panel_error_check", report=ERROR
    ),
    _made(
        "error in the transition", _outcome("product_error_check", mode="limited"), "transition", "orders", report=ERROR
    ),
    _made(
        "error when expired", _outcome("product_error_check", mode="no_consultation"), "expired", "users", report=ERROR
    ),
    _made(
        "error in the archive, data of 14.2 not known",
        _outcome("product_error_check", mode="no_consultation"),
        "archived",
        "panel_section",
        report={**ERROR, "changes_made": False},
        installations={"one.example": {"code_modified": None, "requirements_met": None}},
    ),
    _made(
        "known error in changed code",
        _outcome("product_error_check", flags=["known_confirmed_bug"]),
        "archived",
        "orders",
        known_confirmed_bug="E-9",
        installations={"one.example": CODE},
    ),
    _made(
        "archived error in changed code",
        _outcome("refuse", "23.1.2", also=["14.2.2", "13.3.1"], offers=["restoration_case"]),
        "archived",
        "orders",
        report={**ERROR, "changes_made": "code"},
    ),
    _made(
        "error, server changed",
        _outcome("product_error_check"),
        "expired",
        "orders",
        report={**ERROR, "changes_made": "server"},
    ),
    _made(
        "error, integrations changed",
        _outcome("product_error_check"),
        "free",
        "orders",
        report={**ERROR, "changes_made": "integrations"},
    ),
    _made(
        "error, requirements not met",
        _outcome("refuse", "23.1.14", also=["14.2.5"]),
        "free",
        "orders",
        report=ERROR,
        installations={"one.example": {"requirements_met": False}},
    ),
    _made(
        "error, judged to be of other hands",
        _outcome("refuse", "23.1.1", also=["14.2.6"]),
        "expired",
        "orders",
        report=ERROR,
        conditions={"c6": False},
    ),
    _made("error of the server", _outcome("refuse", "23.1.5"), "free", "cron", report=ERROR),
    _made(
        "nobody judged whether it is an error",
        _outcome("ask_info", needs=["is_error"]),
        "archived",
        "orders",
        report={"is_error": None},
    ),
    # row 10: the first installation
    _made(
        "first installation",
        _outcome("route", route_to="initial_installation", also=["8.1"]),
        "free",
        "initial_installation",
        initial_installation="not_done",
    ),
    _made(
        "second installation",
        _outcome("redirect_paid", "23.1.6", also=["7.1.2", "8.2"], service="installation"),
        "free",
        "initial_installation",
        services_available=["installation"],
    ),
    _made(
        "perhaps the first installation",
        _outcome("ask_info", needs=["initial_installation"]),
        "free",
        "initial_installation",
        initial_installation=None,
    ),
    # rows 11 and 12: the subject
    _made(
        "the second subject has a service",
        _outcome("redirect_paid", "23.1.9", also=["23.1.5", "3.3.6", "3.3.15", "5.2.5"], service="integration_setup"),
        "paid",
        "cron",
        "crm",
        services_available=["integration_setup"],
    ),
    _made(
        "nothing on offer", _outcome("refuse", "23.1.5", also=["3.3.2", "7.2"], discretionary=True), "free", "hosting"
    ),
    _made(
        "another service on offer",
        _outcome("refuse", "23.1.5", service=None),
        "free",
        "hosting_config",
        services_available=["development"],
    ),
    _made(
        "consulting for a programmer is never sold",
        _outcome("refuse", "23.1.20", also=["7.1.15", "22.4"]),
        "free",
        "programmer_consultation",
        services_available=["consulting", "development", "server_admin"],
    ),
    _made("in no list", _outcome("refuse", "23.1.4", also=["30.3"]), "free", "tax_advice"),
    _made(
        "integration in the transition",
        _outcome("refuse", "23.1.9", also=["10.3.5", "3.3.13"], offers=[]),
        "transition",
        "aggregator",
    ),
    _made(
        "expired and out of scope",
        _outcome("refuse", "23.1.7", also=["23.1.1", "23.1.3"], offers=[]),
        "expired",
        "design_modification",
    ),
    _made(
        "archived and out of scope",
        _outcome("redirect_paid", "23.1.6", also=["23.1.2"], service="migration", offers=[]),
        "archived",
        "transfer",
        services_available=["migration"],
    ),
    _made(
        "not classified",
        _outcome("ask_info", needs=["what_happened", "panel_section"], not_flags=["spam_signal"]),
        "free",
        None,
        services_available=["server_admin"],
    ),
    # rows 13 and 14: archived and expired
    _made("archived, update", _outcome("refuse", "23.1.2", also=["13.3.4"]), "archived", "update_info"),
    _made(
        "archived, two subjects",
        _outcome("refuse", "23.1.2", also=["13.3.1", "13.3.5", "13.3.6"], discretionary=True, not_offers=["renewal"]),
        "archived",
        "orders",
        "ssl",
        "crm",
    ),
    _made(
        "archived, not classified, bare complaint",
        _outcome("refuse", "23.1.2", offers=["restoration_case", "send_reproducible_error_details"]),
        "archived",
        "unknown",
        report={"is_error": True, "repro_steps": False},
    ),
    _made(
        "expired, mixed",
        _outcome("refuse", "23.1.1", also=["23.1.3", "10.5"], offers=["renewal", "paid_service"]),
        "expired",
        "orders",
        "firewall",
        services_available=["server_admin"],
    ),
    _made(
        "expired, mixed, nothing on offer",
        _outcome("refuse", "23.1.1", offers=["renewal"], not_offers=["paid_service"]),
        "expired",
        "orders",
        "firewall",
    ),
    _made(
        "expired, bare complaint",
        _outcome("refuse", "23.1.1", offers=["renewal", "send_reproducible_error_details"]),
        "expired",
        "orders",
        report={"is_error": True, "what_happened": False, "panel_section": True, "repro_steps": False},
    ),
    _made("before the purchase", _outcome("refuse", "1.2", discretionary=False), "not_started", "orders"),
    # row 15: several questions
    _made(
        "two sections",
        _outcome("split", also=["16.2", "16.3"], discretionary=True),
        "transition",
        "orders",
        "panel_notifications",
    ),
    _made("one section", _outcome("accept"), "free", "orders", "setting_meaning", same_section=True),
    _made(
        "perhaps one section",
        _outcome("ask_info", needs=["same_section"]),
        "free",
        "orders",
        "users",
        same_section=None,
    ),
    # row 16: the domain
    _made(
        "not on the license",
        _outcome("ask_info", needs=["domain"]),
        "free",
        "orders",
        domain="three.example",
        installations={"one.example": {}, "two.example": {}},
    ),
    _made(
        "two alike, both changed, none named",
        _outcome("refuse", "23.1.13"),
        "free",
        "orders",
        domain=None,
        installations={"one.example": CODE, "two.example": CODE},
    ),
    _made(
        "two alike, both clean, none named",
        _outcome("ask_info", needs=["domain"]),
        "free",
        "orders",
        domain=None,
        installations={"one.example": {}, "two.example": {}},
    ),
    _made(
        "two unlike, none named",
        _outcome("ask_info", needs=["domain"]),
        "paid",
        "orders",
        domain=None,
        installations={"one.example": {"outdated": True}, "two.example": {}},
    ),
    # row 17: the installation
    _made(
        "files changed",
        _outcome("refuse", "23.1.13", also=["23.1.11"], discretionary=True),
        "free",
        "orders",
        installations={"one.example": {"files_modified": True}},
    ),
    _made(
        "the user says so himself",
        _outcome("refuse", "23.1.13"),
        "free",
        "orders",
        report={"changes_made": "database"},
    ),
    _made(
        "changed and below requirements",
        _outcome("refuse", "23.1.13", also=["23.1.14", "23.1.10"]),
        "free",
        "orders",
        installations={"one.example": {"server_config_modified": True, "requirements_met": False, "outdated": True}},
    ),
    _made(
        "below requirements and outdated",
        _outcome("refuse", "23.1.14", also=["23.1.10"]),
        "free",
        "orders",
        installations={"one.example": {"requirements_met": False, "outdated": True}},
    ),
    _made(
        "outdated",
        _outcome("refuse", "23.1.10", discretionary=True),
        "transition",
        "orders",
        installations={"one.example": {"outdated": True}},
    ),
    _made(
        "outdated, the rest not known",
        _outcome("refuse", "23.1.10"),
        "free",
        "orders",
        installations={"one.example": {"outdated": True, "code_modified": None}},
    ),
    _made(
        "nobody knows of the code",
        _outcome("ask_info", needs=["changes_made"]),
        "free",
        "orders",
        installations={"one.example": {"code_modified": None}},
    ),
    _made(
        "the user says nothing was changed",
        _outcome("accept", mode="full"),
        "free",
        "orders",
        installations={"one.example": {"code_modified": None}},
        report={"changes_made": "none"},
    ),
    _made(
        "nobody knows of the requirements",
        _outcome("ask_info", needs=["requirements_met"]),
        "free",
        "orders",
        installations={"one.example": {"requirements_met": None}},
    ),
    _made(
        "no requirements are set",
        _outcome("accept"),
        "free",
        "orders",
        installations={"one.example": {"requirements_met": None, "outdated": None}},
        not_set=["technical_requirements", "min_version"],
    ),
    _made(
        "nobody knows of the version",
        _outcome("ask_info", needs=["software_version"]),
        "free",
        "orders",
        installations={"one.example": {"outdated": None}},
        report={"software_version": False},
    ),
    _made(
        "the other domain is changed",
        _outcome("accept"),
        "free",
        "orders",
        **PLUS,
        domain="two.example",
        installations={"one.example": CODE, "two.example": {}},
    ),
    _made(
        "the other domain is changed and shared",
        _outcome("refuse", "23.1.13"),
        "free",
        "orders",
        **PLUS,
        domain="two.example",
        installations={"one.example": CODE, "two.example": {}},
        installations_shared=True,
    ),
    _made(
        "the other domain is changed and perhaps shared",
        _outcome("ask_info", needs=["changes_made"]),
        "free",
        "orders",
        **PLUS,
        domain="two.example",
        installations={"one.example": CODE, "two.example": {}},
        installations_shared=None,
    ),
    # row 18: complex diagnostics
    _made(
        "complex in the transition",
        _outcome("refuse", "10.3.4", offers=["renewal"], discretionary=False),
        "transition",
        "panel_error_check",
        specialist_marks=["needs_complex_diagnostics"],
    ),
    _made(
        "complex in the free year", _outcome("accept"), "free", "orders", specialist_marks=["needs_complex_diagnostics"]
    ),
    # row 19: materials
    _made(
        "the steps are in a video elsewhere",
        _outcome("ask_info", needs=["media_direct", "repro_steps"]),
        "free",
        "panel_error_check",
        report={**ERROR, "repro_steps": False},
        materials={"external_links": ["youtu.be"]},
    ),
    _made(
        "a link beside a whole question",
        _outcome("accept"),
        "free",
        "orders",
        materials={"external_links": ["dropbox.com"]},
    ),
    _made(
        "a link to the licensed domain",
        _outcome("ask_info", needs=["what_happened"]),
        "free",
        "orders",
        report={"what_happened": False},
        domain="one.example",
        materials={"external_links": ["admin.one.example", "cron.sh"]},
    ),
    _made(
        "only a voice message",
        _outcome("ask_info", needs=["text_description", "what_happened"]),
        "free",
        materials={"voice": True},
    ),
    _made(
        "only a file",
        _outcome("ask_info", needs=["text_description"]),
        "transition",
        message="",
        materials={"unrequested_file": True},
    ),
    _made("a file beside a question", _outcome("accept"), "free", "orders", materials={"unrequested_file": True}),
    # row 20: the facts
    _made(
        "error without evidence",
        _outcome("ask_info", needs=["evidence_media", "software_version", "changes_made"]),
        "free",
        "panel_error_check",
        report={
            **ERROR,
            "repro_steps": False,
            "evidence_media": False,
            "error_text": False,
            "software_version": False,
            "changes_made": False,
        },
    ),
    _made(
        "error text in place of a picture",
        {"outcome": "ask_info", "needs": ["repro_steps"], "discretionary": False},
        "free",
        "panel_error_check",
        report={**ERROR, "repro_steps": False, "evidence_media": False, "error_text": True},
    ),
    _made(
        "steps that cannot be given",
        _outcome("accept", mode="full"),
        "free",
        "panel_error_check",
        report={**ERROR, "repro_steps": False},
        unavailable=["repro_steps"],
    ),
    _made(
        "section missing",
        _outcome("ask_info", needs=["panel_section"]),
        "transition",
        "setting_meaning",
        report={"panel_section": False},
    ),
    _made(
        "wrong access data",
        _outcome("ask_info", needs=["access"], also=["21.3", "23.1.16"]),
        "free",
        "panel_error_check",
        specialist_marks=["bad_access"],
    ),
    _made(
        "wrong access data, confirmed as a ground",
        _outcome("ask_info", needs=["access", "panel_section"]),
        "free",
        "orders",
        report={"panel_section": False},
        conduct={"confirmed": ["23.1.16"]},
    ),
    # rows 21 and 22
    _made(
        "do it for me",
        _outcome("accept", mode="instruct_only", also=["6.3"]),
        "transition",
        "users",
        specialist_marks=["wants_it_done"],
    ),
    _made(
        "in scope",
        _outcome("accept", mode="full", also=["3.1", "6.2.8"], discretionary=False),
        "paid",
        "standard_usage",
    ),
    _made("in scope, transition", _outcome("accept", mode="limited"), "transition", "update_info"),
    _made(
        "error that is no candidate, transition",
        _outcome("accept", mode="limited"),
        "transition",
        "panel_error_check",
        report={"is_error": False},
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
            "questions": _ask("orders"),
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
            "questions": _ask("orders"),
        },
        {"outcome": "refuse", "primary": "23.1.1", "state_used": "expired", "flags": []},
    ),
]
