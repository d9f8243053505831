"""The kit under its older names, for the screens that still use them. No widget of its own."""

from __future__ import annotations

from console.views.kit.buttons import Button, IconButton
from console.views.kit.layout import Line, column, row
from console.views.kit.states import EmptyState
from console.views.kit.text import Text as PlainLabel

__all__ = ["Button", "EmptyState", "IconButton", "Line", "PlainLabel", "column", "row"]
