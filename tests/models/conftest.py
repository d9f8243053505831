"""What the tests of tables share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from console.work.runner import Runner


@pytest.fixture
def runner(qapp: object) -> Iterator[Runner]:
    made = Runner()
    yield made
    made.close()
