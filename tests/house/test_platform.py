from __future__ import annotations

import subprocess
import sys

import pytest

# A release of the Qt binding lost a reference to None with each call that returned it, until the process aborted.
COUNT = """
import sys
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication([])
label = QLabel()
before = sys.getrefcount(None)
for number in range(50_000):
    label.setText(str(number % 7))
print(sys.getrefcount(None) - before)
"""


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on and cannot be lost")
def test_calls_into_qt_do_not_lose_references_to_none() -> None:
    done = subprocess.run([sys.executable, "-c", COUNT], capture_output=True, text=True, timeout=60, check=True)
    assert abs(int(done.stdout)) < 1000
