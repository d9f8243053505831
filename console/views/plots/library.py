"""The one door to pyqtgraph: what of it is used, and how it is set. It is loaded with numpy when this module is."""

from __future__ import annotations

import pyqtgraph
from pyqtgraph import (
    AxisItem,
    BarGraphItem,
    GraphicsView,
    GraphicsWidget,
    TextItem,
    ViewBox,
    mkPen,
)

from console.views.look.look import Look

__all__ = [
    "AxisItem",
    "BarGraphItem",
    "GraphicsView",
    "GraphicsWidget",
    "TextItem",
    "ViewBox",
    "dress",
    "mkPen",
]


def dress(look: Look) -> None:
    """Take the colors of a look; the ground is that of what lies below."""
    pyqtgraph.setConfigOptions(background=None, foreground=look.color("text3"), antialias=True, useOpenGL=False)
