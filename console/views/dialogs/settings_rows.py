"""One setting as a row: what it is and what it does at the left, the control at the right, what is wrong below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from console.views.kit.text import Text
from console.views.look.look import current
from console.views.words import has, say, say_in


class SettingRow(QWidget):
    """A setting. Its words are `settings.<key>` and, where there is one, `settings.<key>_hint`."""

    def __init__(self, key: str, control: QWidget, *, below: bool = False) -> None:
        super().__init__()
        look = current()
        self.control = control
        self._key = key
        hint = f"settings.{key}_hint"
        self._hint = say(hint) if has(hint) else ""
        words = say(f"settings.{key}")
        control.setAccessibleName(control.accessibleName() or words)
        control.setAccessibleDescription(self._hint)
        title = Text(words, "body", weight=500)
        title.setWordWrap(True)
        title.setBuddy(control)
        self.note = Text(self._hint, "small", "3", wrap=True)
        self.note.setVisible(bool(self._hint))
        left = QVBoxLayout()
        left.setSpacing(look.px(2))
        left.addWidget(title)
        left.addWidget(self.note)
        if below:
            layout: QVBoxLayout | QHBoxLayout = QVBoxLayout(self)
            layout.addLayout(left)
            layout.addWidget(control, 1)
        else:
            layout = QHBoxLayout(self)
            layout.addLayout(left, 1)
            layout.addWidget(control, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.px(8 if below else 16))
        grows = control.sizePolicy().verticalPolicy() == QSizePolicy.Policy.Expanding
        policy = QSizePolicy.Policy.Expanding if grows else QSizePolicy.Policy.Maximum
        self.setSizePolicy(QSizePolicy.Policy.Preferred, policy)

    def fits(self, wanted: str) -> bool:
        """Return whether the words of the setting, in either language, hold what is looked for."""
        keys = (f"settings.{self._key}", f"settings.{self._key}_hint")
        return any(wanted in say_in(language, key).casefold() for language in ("en", "ru") for key in keys if has(key))

    def tell(self, words: str, tone: str = "critical") -> None:
        """Say what is wrong, or that it is kept; an empty text brings the hint back."""
        self.note.setText(words or self._hint)
        self.note.set_tone(tone if words else "3")
        self.note.setVisible(bool(words or self._hint))
        self.control.setAccessibleDescription(words or self._hint)
