"""Strips that say why an answer may be long in coming: closed hours, a vacation, an outage; with the clause."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from console.records.schedules import FORCE_MAJEURE, OUTAGE, BannerView
from console.views.calendar import saying
from console.views.kit.states import Banner
from console.views.kit.text import plain_tip
from console.views.words import say

_MOST = 2
_ICONS = {"vacation": "user-off", "outage": "bolt", "force_majeure": "alert-triangle", "holiday": "calendar-due"}
_STRONG = (OUTAGE, FORCE_MAJEURE)


class HoursStrips(QWidget):
    """A strip for each of the first two banners; all of them stand in the tooltip. Nothing is shown without one."""

    def __init__(self) -> None:
        super().__init__()
        self.banners: tuple[BannerView, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        self.strips: list[Banner] = []
        self.hide()

    def show_banners(self, banners: tuple[BannerView, ...]) -> None:
        """Show other banners; the same ones are left as they are."""
        if banners == self.banners:
            return
        self.banners = banners
        for one in self.strips:
            self._lines.removeWidget(one)
            one.hide()
            one.deleteLater()
        self.strips = [_strip(one) for one in banners[:_MOST]]
        for one in self.strips:
            self._lines.addWidget(one)
        self.setToolTip(plain_tip("\n".join(saying.banner(one) for one in banners)))
        self.setVisible(bool(banners))


def _strip(one: BannerView) -> Banner:
    title = say(f"banner.{one.code}")
    detail = saying.banner(one).removeprefix(title).lstrip(":, ·")
    return Banner("warn" if one.code in _STRONG else "info", _ICONS.get(one.code, "clock-pause"), title, detail)
