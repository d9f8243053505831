"""A field for a day and a time that Tab leaves at once; Left and Right go from part to part."""

from __future__ import annotations

from PySide6.QtWidgets import QDateTimeEdit, QWidget


class InstantEdit(QDateTimeEdit):
    """A day and a time."""

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 - Qt's
        """Leave the field: Qt would go through its five parts first."""
        return QWidget.focusNextPrevChild(self, forward)
