"""What a program of its own loads: a script is run where nothing was loaded before."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def printed(script: str) -> str:
    """Return what a script prints in a fresh program without a screen. Raises CalledProcessError."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=400,
        check=True,
    )
    return done.stdout
