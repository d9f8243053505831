from __future__ import annotations

import pytest
from packaging.requirements import Requirement

from tools import licenses


def test_every_locked_package_may_stand_where_it_does() -> None:
    assert licenses.faults() == []


def of_other_systems() -> set[str]:
    """Return the packages of the lock that another system or another Python needs, by what the lock says of them."""
    text = (licenses.ROOT / licenses.SHIPPED).read_text(encoding="utf-8").replace("\\\n", "")
    lines = [line.partition(" --hash")[0] for line in text.splitlines() if "==" in line]
    asked = [Requirement(line) for line in lines if not line.startswith(" ")]
    here = {one.name for one in asked if one.marker is None or one.marker.evaluate()}
    return {one.name for one in asked} - here


def test_the_lock_of_the_program_is_looked_at_whole() -> None:
    told = licenses.licenses(licenses.SHIPPED)
    assert set(told) == set(licenses.locked(licenses.SHIPPED)) - of_other_systems()
    assert all(told.values())
    assert {"pyside6-essentials", "psycopg", "sqlalchemy"} <= set(told)


@pytest.mark.parametrize(
    ("license_text", "fine"),
    [
        ("MIT", True),
        ("LGPL-3.0-only", True),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", True),
        ("GPL-3.0-or-later", False),
        ("GNU General Public License v3 (GPLv3)", False),
        ("GNU Affero General Public License v3", False),
        ("AGPL-3.0-only", False),
        ("MIT AND GPL-2.0-only", False),
        ("MIT AND BSD-3-Clause", True),
        ("All rights reserved", False),
        ("", False),
    ],
)
def test_alternatives_are_a_choice_and_parts_are_not(license_text: str, fine: bool) -> None:
    assert licenses.may_be_shipped(license_text) is fine


def test_the_notices_carry_the_texts_of_the_licenses() -> None:
    text = licenses.notices()
    for name in licenses.licenses(licenses.SHIPPED):
        assert f"\n{name} " in text
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text
    assert "Permission is hereby granted, free of charge" in text
