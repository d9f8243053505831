from __future__ import annotations

import pytest

from console.cli import daily
from tests.spare import spare_processes

__all__ = ["spare_processes"]


@pytest.fixture
def backs_up() -> None:
    """Ask for commands that make the daily backup, as they do outside of tests."""


@pytest.fixture(autouse=True)
def _backs_up_where_asked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make no backup behind a command where that is no subject: it takes longer than most of them."""
    if "backs_up" not in request.fixturenames:
        monkeypatch.setattr(daily, "keep", lambda _asked: None)
