"""Plots by pyqtgraph: columns along days, lying bars. Loaded only when a plot is shown; nothing else knows it."""

from __future__ import annotations

import importlib


def load() -> None:
    """Load the library, half a second of work: on a thread that reads, before the first plot is shown."""
    importlib.import_module("console.views.plots.view")
