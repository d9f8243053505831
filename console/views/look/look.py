"""The look in force: tokens, zoom and density; the palette, the one stylesheet and the fonts made from them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from console.views.look.tokens import HEADER, LIGHT, ROWS, THEMES, TYPE, Tokens

SANS, MONO = "Clausedesk Sans", "Clausedesk Mono"
_FONTS = (
    "clausedesksans-regular.otf",
    "clausedesksans-medium.otf",
    "clausedesksans-semibold.otf",
    "clausedesksans-bold.otf",
    "clausedeskmono-regular.ttf",
)
_WEIGHTS = {
    400: QFont.Weight.Normal,
    500: QFont.Weight.Medium,
    600: QFont.Weight.DemiBold,
    700: QFont.Weight.Bold,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A theme with its zoom (1.0 is 100 %) and row density."""

    tokens: Tokens = LIGHT
    zoom: float = 1.0
    density: str = "regular"

    def px(self, size: float) -> int:
        """Return a size in pixels of this zoom."""
        return max(1, round(size * self.zoom))

    @property
    def header(self) -> int:
        """Return the height of the header of every pane."""
        return self.px(HEADER)

    @property
    def row_height(self) -> int:
        """Return the height of a row of the queue."""
        return self.px(ROWS[self.density])

    def font(self, kind: str) -> QFont:
        """Return the font of a kind of text, with figures of one width."""
        size, weight = TYPE[kind]
        font = QFont(SANS)
        font.setPixelSize(self.px(size))
        font.setWeight(_WEIGHTS[weight])
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def mono(self) -> QFont:
        """Return the font for keys and codes."""
        font = QFont(MONO)
        font.setPixelSize(self.px(12))
        return font

    def color(self, name: str) -> QColor:
        """Return a token as a color."""
        return QColor(getattr(self.tokens, name))


class _Current:
    look = Look()
    in_force = False
    fonts_loaded = False


def current() -> Look:
    """Return the look in force."""
    return _Current.look


def make(theme: str, *, zoom: int = 100, density: str = "regular") -> Look:
    """Return a look by the names that settings use; an unknown theme is light."""
    return Look(tokens=THEMES.get(theme, LIGHT), zoom=zoom / 100, density=density)


def load_fonts() -> None:
    """Make the fonts of the program known to Qt, once."""
    if not _Current.fonts_loaded:
        _Current.fonts_loaded = True
        for name in _FONTS:
            QFontDatabase.addApplicationFontFromData(files("resources").joinpath("fonts", name).read_bytes())


def apply(app: QApplication, look: Look) -> None:
    """Put a look in force; every window repaints, unless it is in force already."""
    if _Current.in_force and look == _Current.look:
        return
    _Current.look = look
    if not _Current.in_force:
        _Current.in_force = True
        load_fonts()
        app.setStyle("Fusion")
    app.setFont(look.font("body"))
    app.setPalette(_palette(look))
    app.setStyleSheet(_sheet(look))


def _palette(look: Look) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for name, token in (
        (role.Window, "app"),
        (role.WindowText, "text"),
        (role.Base, "surface"),
        (role.AlternateBase, "sunken"),
        (role.Text, "text"),
        (role.Button, "surface"),
        (role.ButtonText, "text"),
        (role.BrightText, "critical"),
        (role.Highlight, "accent"),
        (role.HighlightedText, "on_accent"),
        (role.ToolTipBase, "raised"),
        (role.ToolTipText, "text"),
        (role.PlaceholderText, "text3"),
        (role.Link, "accent_text"),
        (role.LinkVisited, "accent_text"),
        (role.Light, "surface"),
        (role.Midlight, "hover"),
        (role.Mid, "strong"),
        (role.Dark, "control"),
        (role.Shadow, "text3"),
    ):
        palette.setColor(name, look.color(token))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, look.color("text3"))
    return palette


def _sheet(look: Look) -> str:
    values = {name: getattr(look.tokens, name) for name in look.tokens.__dataclass_fields__}
    sizes = {f"p{size}": look.px(size) for size in (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 30, 32)}
    text = files("resources").joinpath("themes", "console.qss").read_text(encoding="utf-8")
    shapes = {"check": "check", "up": f"up-{look.tokens.name}", "down": f"down-{look.tokens.name}"}
    images = {
        one: Path(str(files("resources").joinpath("themes", f"{file}.svg"))).as_posix() for one, file in shapes.items()
    }
    return Template(text).substitute(values, **images, **{name: str(size) for name, size in sizes.items()})
