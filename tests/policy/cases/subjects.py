"""DT-2b said once more and by hand: which subject rests on which ground, with which further clauses and service."""

from __future__ import annotations

from tests.policy.cases.making import Case, made, outcome

ALL_SERVICES = [
    "server_admin",
    "installation",
    "migration",
    "restoration",
    "update_install",
    "development",
    "integration_setup",
    "consulting",
]
IN = {
    "panel_section": "6.2.1",
    "setting_meaning": "6.2.2",
    "orders": "6.2.3",
    "users": "6.2.4",
    "currencies_directions": "6.2.5",
    "commission_settings": "6.2.6",
    "panel_notifications": "6.2.7",
    "standard_usage": "6.2.8",
    "panel_error_check": "6.2.9",
    "update_info": "6.2.10",
}
_SERVER = ("server", "hosting", "domain", "ssl", "database", "cron", "queues", "web_server", "access_rights")
_EXTERNAL = ("external_api", "payment_gateway", "aggregator", "exchange", "crm")

# ground, further clauses that must be named, service
OUT: dict[str, tuple[str, tuple[str, ...], str | None]] = {
    **{
        code: ("23.1.5", (f"3.3.{number}", "7.1.1", "3.4"), "server_admin")
        for number, code in enumerate(_SERVER, start=1)
    },
    "infrastructure": ("23.1.5", ("3.3.10", "3.4"), "server_admin"),
    **dict.fromkeys(
        ("php", "websocket", "firewall", "infrastructure_diagnostics"), ("23.1.5", ("B.9", "3.4"), "server_admin")
    ),
    "repeat_installation": ("23.1.6", ("7.1.2", "8.2", "8.3.2"), "installation"),
    "transfer": ("23.1.6", ("7.1.3", "8.3.1"), "migration"),
    "recovery": ("23.1.6", ("7.1.4", "27.2", "8.3.3"), "restoration"),
    "update_install": ("23.1.6", ("7.1.5", "9.2", "9.3"), "update_install"),
    "programming": ("23.1.7", ("7.1.8",), "development"),
    "code_modification": ("23.1.7", ("7.1.9",), "development"),
    "design_modification": ("23.1.7", ("7.1.10",), "development"),
    "feature_development": ("23.1.7", ("7.1.11",), "development"),
    "business_logic_modification": ("23.1.7", ("7.1.12",), "development"),
    "customization": ("23.1.8", ("3.3.19",), "development"),
    "customization_analysis": ("23.1.8", ("7.1.13",), "development"),
    "third_party_interference_fix": ("23.1.8", ("7.1.14",), "development"),
    **{
        code: ("23.1.9", (f"3.3.{number}", "7.1.6"), "integration_setup")
        for number, code in enumerate(_EXTERNAL, start=11)
    },
    "telegram_bot": ("23.1.9", ("3.3.16", "7.1.7"), "integration_setup"),
    "cloudflare": ("23.1.9", ("3.3.17",), "integration_setup"),
    "third_party_service": ("23.1.9", ("3.3.18", "7.1.6"), "integration_setup"),
    "third_party_integration": ("23.1.9", ("7.1.7",), "integration_setup"),
    "integration_config": ("23.1.9", ("7.1.6",), "integration_setup"),
    "modified_code": ("23.1.13", ("3.3.20",), "development"),
    "modified_files": ("23.1.13", ("3.3.21",), "development"),
    "modified_database": ("23.1.13", ("3.3.22",), "development"),
    "nonstandard_logic": ("23.1.4", ("3.3.23",), "consulting"),
    "technology_training": ("23.1.4", ("7.1.16",), "consulting"),
    "business_consulting": ("23.1.4", ("7.1.17",), "consulting"),
    "individual_setup": ("23.1.4", ("7.1.18",), "consulting"),
    "business_recommendation": ("23.1.4", ("7.1.19",), "consulting"),
    "unlisted": ("23.1.4", ("30.3",), "consulting"),
    "programmer_consultation": ("23.1.20", ("7.1.15", "22.2", "22.4"), None),
}
CLOSED_TO_PROGRAMMERS = {
    "programming": "22.2.1",
    "code_modification": "22.2.1",
    "modified_code": "22.2.1",
    "database": "22.2.3",
    "modified_database": "22.2.3",
    "external_api": "22.2.4",
    "integration_config": "22.2.4",
    "third_party_integration": "22.2.4",
    "nonstandard_logic": "22.2.6",
    "business_logic_modification": "22.2.6",
    "update_info": "22.2.7",
    "update_install": "22.2.7",
    "customization": "22.2.8",
    "customization_analysis": "22.2.8",
    "modified_files": "22.2.9",
    "third_party_interference_fix": "22.2.9",
}
CONDUCT = {
    "insults": "19.2.1",
    "rudeness": "19.2.2",
    "humiliation": "19.2.3",
    "mockery": "19.2.4",
    "ridicule": "19.2.5",
    "sarcasm": "19.2.6",
    "provocations": "19.2.7",
    "pressure": "19.2.8",
    "threats": "19.2.9",
    "obscene_language": "19.2.10",
    "aggressive_tone": "19.2.11",
    "devaluation": "19.2.12",
    "special_treatment": "19.2.13",
}


def _named_in_transition(code: str) -> list[str]:
    grounds = ("23.1.5", "23.1.7", "23.1.8", "23.1.9", "23.1.13")
    return ["10.3.5"] if OUT[code][0] in grounds or code in ("nonstandard_logic", "individual_setup") else []


def _taken_by_the_archive(code: str) -> list[str]:
    if code == "update_install":
        return ["13.3.4"]
    return {"23.1.5": ["13.3.5"], "23.1.9": ["13.3.6"]}.get(OUT[code][0], [])


SUBJECTS: list[Case] = [
    *(
        made(
            f"in: {code}", outcome("accept", mode="full", also=[clause]), "free", code, services_available=ALL_SERVICES
        )
        for code, clause in IN.items()
    ),
    *(
        made(f"archive: {code}", outcome("refuse", "23.1.2", also=["13.3.1"]), "archived", code)
        for code in IN
        if code != "update_info"
    ),
    *(
        made(
            f"out: {code}", outcome("refuse", ground, also=[*further, *_named_in_transition(code)]), "transition", code
        )
        for code, (ground, further, _) in OUT.items()
    ),
    *(
        made(
            f"offered: {code}",
            outcome("redirect_paid" if service else "refuse", ground, service=service),
            "free",
            code,
            services_available=ALL_SERVICES,
        )
        for code, (ground, _, service) in OUT.items()
    ),
    *(
        made(
            f"archive: {code}",
            outcome("refuse", "23.1.2", also=["13.3.1", *_taken_by_the_archive(code), *further]),
            "archived",
            "orders",
            code,
        )
        for code, (_, further, _) in OUT.items()
    ),
    *(
        made(
            f"closed: {code}",
            outcome("refuse", clause),
            "paid",
            code,
            sender={"role": "technical_specialist", "designated_contact": True},
        )
        for code, clause in CLOSED_TO_PROGRAMMERS.items()
    ),
    *(
        made(
            f"conduct: {code}",
            outcome("suspend", "23.1.21", also=[clause, "19.3"]),
            "paid",
            "orders",
            conduct={"confirmed": [code]},
        )
        for code, clause in CONDUCT.items()
    ),
]
