"""Colors, sizes and type as tokens, for light, dark and high contrast; and the audit of their contrast (WCAG)."""

from __future__ import annotations

from dataclasses import dataclass, fields

SPACE = (2, 4, 8, 12, 16, 20, 24, 32)
ROWS = {"compact": 34, "regular": 46, "roomy": 58}
HEADER = 98  # of every pane, so that the hairlines meet
SIDEBAR, RAIL, SIDE, FOOTER = 228, 58, 316, 36
RADIUS_TAG, RADIUS_CONTROL, RADIUS_CARD, RADIUS_DIALOG = 5, 6, 8, 12
TYPE = {
    "display": (22, 600),
    "title": (17, 600),
    "h2": (14, 600),
    "body": (13, 400),
    "strong": (13, 600),
    "label": (12, 500),
    "small": (12, 400),
    "micro": (11, 500),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The colors of one theme, as #RRGGBB."""

    name: str
    dark: bool
    app: str
    surface: str
    sunken: str
    raised: str
    hover: str
    pressed: str
    selected: str
    bar: str
    hairline: str
    strong: str
    control: str
    text: str
    text2: str
    text3: str
    accent: str
    accent_hover: str
    accent_text: str
    accent_soft: str
    on_accent: str
    focus: str
    critical: str
    critical_soft: str
    critical_text: str
    functional: str
    functional_soft: str
    functional_text: str
    question: str
    question_soft: str
    question_text: str
    ok: str
    ok_soft: str
    ok_text: str
    note: str
    note_line: str
    note_text: str
    free: str
    paid: str
    transition: str
    expired: str
    archived: str


LIGHT = Tokens(
    name="light",
    dark=False,
    app="#F4F5F7",
    surface="#FFFFFF",
    sunken="#F7F8FA",
    raised="#FFFFFF",
    hover="#F1F3F6",
    pressed="#E7EAEF",
    selected="#E9EEFE",
    bar="#3451D1",
    hairline="#E3E6EB",
    strong="#CDD2DB",
    control="#868E9D",
    text="#14171D",
    text2="#454D5C",
    text3="#636C7C",
    accent="#3451D1",
    accent_hover="#2A43B4",
    accent_text="#2D47BF",
    accent_soft="#E9EEFE",
    on_accent="#FFFFFF",
    focus="#3451D1",
    critical="#C01F2E",
    critical_soft="#FDEBEC",
    critical_text="#A61B28",
    functional="#B45309",
    functional_soft="#FDF1DF",
    functional_text="#8F4207",
    question="#0B7285",
    question_soft="#E3F4F6",
    question_text="#0A6172",
    ok="#1F7A4D",
    ok_soft="#E4F4EB",
    ok_text="#1A6841",
    note="#FFF8E6",
    note_line="#EED9A0",
    note_text="#7A4A03",
    free="#2F9E6B",
    paid="#3451D1",
    transition="#D98A1B",
    expired="#8A93A3",
    archived="#CDD2DB",
)
DARK = Tokens(
    name="dark",
    dark=True,
    app="#0E1014",
    surface="#15181E",
    sunken="#111419",
    raised="#1C2028",
    hover="#1C2028",
    pressed="#242934",
    selected="#1E2747",
    bar="#8EA4FF",
    hairline="#252A33",
    strong="#363D49",
    control="#6C7686",
    text="#ECEEF2",
    text2="#B4BBC8",
    text3="#8D97A7",
    accent="#4660DC",
    accent_hover="#4F6BEB",
    accent_text="#A3B5FF",
    accent_soft="#1E2747",
    on_accent="#FFFFFF",
    focus="#8EA4FF",
    critical="#F0626C",
    critical_soft="#34191D",
    critical_text="#FF9AA1",
    functional="#E59A3C",
    functional_soft="#32240F",
    functional_text="#F3B76B",
    question="#3FB6C9",
    question_soft="#0F2A30",
    question_text="#74D2E1",
    ok="#46B57F",
    ok_soft="#12291E",
    ok_text="#7AD3A6",
    note="#2A2312",
    note_line="#5A4A1E",
    note_text="#EFC66B",
    free="#3FA876",
    paid="#6F86F0",
    transition="#D98A1B",
    expired="#6C7686",
    archived="#363D49",
)
CONTRAST = Tokens(
    name="contrast",
    dark=False,
    app="#FFFFFF",
    surface="#FFFFFF",
    sunken="#FFFFFF",
    raised="#FFFFFF",
    hover="#E6E9EF",
    pressed="#E7EAEF",
    selected="#D6DEFF",
    bar="#1F36A8",
    hairline="#5A6170",
    strong="#3A404C",
    control="#14171D",
    text="#000000",
    text2="#14171D",
    text3="#2B313C",
    accent="#1F36A8",
    accent_hover="#15277D",
    accent_text="#1F36A8",
    accent_soft="#D6DEFF",
    on_accent="#FFFFFF",
    focus="#1F36A8",
    critical="#9A0F1D",
    critical_soft="#FDEBEC",
    critical_text="#7D0B17",
    functional="#8A3D00",
    functional_soft="#FDF1DF",
    functional_text="#6B2F00",
    question="#06505F",
    question_soft="#E3F4F6",
    question_text="#043F4B",
    ok="#11583A",
    ok_soft="#E4F4EB",
    ok_text="#0C442C",
    note="#FFF8E6",
    note_line="#8A6A1A",
    note_text="#5C3700",
    free="#11583A",
    paid="#1F36A8",
    transition="#8A3D00",
    expired="#454D5C",
    archived="#14171D",
)
THEMES = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}

_GROUNDS = ("app", "surface", "sunken", "raised", "hover", "selected")
_PAIRS: tuple[tuple[str, tuple[str, ...], float], ...] = (
    ("text", _GROUNDS, 7.0),
    ("text2", _GROUNDS, 4.5),
    ("text3", _GROUNDS, 4.5),
    ("accent_text", (*_GROUNDS, "accent_soft"), 4.5),
    ("on_accent", ("accent", "accent_hover"), 4.5),
    ("critical_text", ("critical_soft", "surface", "selected"), 4.5),
    ("functional_text", ("functional_soft", "surface", "selected"), 4.5),
    ("question_text", ("question_soft", "surface", "selected"), 4.5),
    ("ok_text", ("ok_soft", "surface"), 4.5),
    ("note_text", ("note",), 4.5),
    ("critical", ("surface", "selected", "critical_soft"), 3.0),
    ("functional", ("surface", "selected", "functional_soft"), 3.0),
    ("question", ("surface", "selected", "question_soft"), 3.0),
    ("control", ("surface", "app"), 3.0),
    ("focus", _GROUNDS, 3.0),
    ("free", ("surface",), 3.0),
    ("paid", ("surface",), 3.0),
    ("expired", ("surface",), 3.0),
)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colors (WCAG 2.2)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def audit(tokens: Tokens) -> list[str]:
    """Return every pair whose contrast is too low."""
    values = {one.name: getattr(tokens, one.name) for one in fields(tokens)}
    return [
        f"{tokens.name}: {front} on {back} is {contrast(values[front], values[back]):.2f}, needs {need}"
        for front, backs, need in _PAIRS
        for back in backs
        if contrast(values[front], values[back]) < need
    ]


def _luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
