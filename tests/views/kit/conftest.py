"""The look under which the kit is tested: light, 100 %, English; what a test changes is put back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from console.views.look import look as looks
from console.views.look.look import current
from console.views.words import language, set_language
from tests.views.kit.showing import kept


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> Iterator[None]:
    before, spoken = current(), language()
    set_language("en")
    looks.apply(qapp, looks.make("light"))
    yield
    set_language(spoken)
    looks.apply(qapp, before)


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    yield
    kept.clear()
