"""Renders the kit to pictures, so that a person can judge it: three themes, 150 %, and Russian sample words.

It is a tool for the eye; nothing of the program imports it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QLayout, QLineEdit, QVBoxLayout, QWidget

from console.records.base import Tier
from console.views.kit import paint
from console.views.kit.buttons import Button, IconButton, PrimaryButton
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.field import QueryField, SearchField
from console.views.kit.form import FormRow
from console.views.kit.segmented import SegmentedControl
from console.views.kit.states import Banner, EmptyState, ErrorState, Skeleton
from console.views.kit.text import KeyFooter, SectionHeader, Tag, Text
from console.views.kit.timeline import Caption, Segment, SwatchList, SwatchRow, TimelineModel, TimelineStrip
from console.views.kit.toast import Toast
from console.views.look import look as looks
from console.views.look.look import current
from console.views.look.paint import avatar, tier_tile
from console.views.words import language, of, set_language

SHEETS = (
    ("light-en-100", "light", "en", 100),
    ("dark-en-100", "dark", "en", 100),
    ("contrast-en-100", "contrast", "en", 100),
    ("light-ru-100", "light", "ru", 100),
    ("dark-ru-150", "dark", "ru", 150),
)
_SIZE = (1280, 1000)


def render_gallery(folder: Path) -> list[Path]:
    """Write one picture for each theme, language and zoom; return their paths. The look in force is put back."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)  # noqa: S101 - a gallery without an application is a slip of the caller
    before, spoken = current(), language()
    written = []
    for name, theme, tongue, zoom in SHEETS:
        set_language(tongue)
        looks.apply(app, looks.make(theme, zoom=zoom))
        sheet = Sheet()
        sheet.resize(current().px(_SIZE[0]), current().px(_SIZE[1]))
        sheet.show()
        app.sendPostedEvents()
        sheet.settle()
        path = folder / f"kit-{name}.png"
        sheet.grab().save(str(path))
        sheet.close()
        sheet.deleteLater()
        written.append(path)
    set_language(spoken)
    looks.apply(app, before)
    return written


class Parts(QWidget):
    """The painted parts that delegates use, in rows."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(current().px(190))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        look = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px = look.px
        for number, tier in enumerate(Tier):
            tier_tile(painter, look, tier, QRectF(px(36) * number, px(2), px(28), px(28)))
        for number, name in enumerate(("Dana Kim", "Irina Volkova", "Tomás Ferreira", "Анна Белова", None)):
            avatar(painter, look, name, QRectF(px(210) + px(34) * number, px(3), px(26), px(26)))
        bar = px(80)
        for number, (part, state) in enumerate(((1.0, "over"), (0.85, "soon"), (0.4, "calm"), (0.0, "idle"))):
            box = QRectF(number * (bar + px(16)), px(42), bar, px(12))
            paint.progress(painter, box, part, state)
        paint.ticks(painter, QRectF(0, px(70), px(180), px(4)), 7, 12)
        paint.ticks(painter, QRectF(px(196), px(70), px(180), px(4)), 12, 12)
        x = 0.0
        for text, tone, icon in _tags():
            x += paint.tag(painter, text, QPointF(x, px(100)), tone=tone, icon=icon) + px(8)
        x = 0.0
        for head, value in (("is:", "open"), ("owner:", "me"), ("tier:", "critical"), ("due:", "<2h")):
            x += paint.chip(painter, head, value, QPointF(x, px(136))) + px(8)
        x = float(px(190))
        for chord in ("J", "Shift+R", "G Q", "Ctrl+K"):
            x += paint.key_caps(painter, chord, QPointF(x, px(170))) + px(10)
        right = float(px(30))
        for text, strong in (("15", False), ("3", True), ("10 000+", False)):
            right += paint.badge(painter, text, QPointF(right, px(170)), strong=strong) + px(20)
        painter.end()


class Sheet(QWidget):
    """One page of the gallery."""

    def __init__(self) -> None:
        super().__init__()
        look = current()
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.skeleton = Skeleton(of("Opening queue…", "Открываем очередь…"), of("Cancel", "Отмена"), rows=4)
        self.toast = Toast(self, undo_words=of("Undo", "Отменить"))
        grid = QGridLayout()
        grid.setContentsMargins(look.px(24), look.px(20), look.px(24), look.px(20))
        grid.setHorizontalSpacing(look.px(28))
        grid.setVerticalSpacing(look.px(16))
        for number, make in enumerate((_controls, self._states, _license)):
            cell = QVBoxLayout()
            cell.setSpacing(look.px(8))
            make(cell)
            cell.addStretch(1)
            grid.addLayout(cell, 0, number)
            grid.setColumnStretch(number, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(
            Banner(
                "archive",
                "lock",
                of("Read-only archive", "Архив только для чтения"),
                of("harbor-2026-11-02 · 1 048 312 tickets · 2019–2026", "harbor-2026-11-02 · 1 048 312 обращений"),
                act=of("Verify again", "Проверить снова"),
                close=of("Close archive", "Закрыть архив"),
            )
        )
        outer.addLayout(grid, 1)
        pairs = (("J", ""), ("K", of("move", "ход")), ("X", of("select", "выбор")), ("E", of("close", "закрыть")))
        outer.addWidget(KeyFooter((*pairs, ("?", of("all keys", "все клавиши"))), of("15 of 15", "15 из 15")))

    def settle(self) -> None:
        """Show what only shows with time."""
        self.skeleton.show_rows()
        self.skeleton.show_label()
        self.toast.show_words(of("Reply to Marek leaves", "Ответ для Марека уходит"), seconds=8, undo=True)
        self.toast._timer.stop()  # noqa: SLF001 - a picture has no time

    def _states(self, cell: QVBoxLayout) -> None:
        cell.addWidget(
            EmptyState(
                "circle-check",
                of("Queue clear", "Очередь пуста"),
                of(
                    "Nothing is waiting for you. Two snoozed tickets come back at 16:00.",
                    "Ничего не ждёт вас. Два отложенных обращения вернутся в 16:00.",
                ),
                of("Take from Unassigned", "Взять из неназначенных"),
                second=of("See snoozed", "Отложенные"),
                tone="ok",
            )
        )
        failed = ErrorState(of("Try again", "Повторить"), of("Copy details", "Скопировать"))
        failed.tell(
            of("The database did not answer", "База данных не ответила"),
            of("No reply in 10 s. Your draft is safe on this computer.", "Нет ответа 10 с. Черновик цел."),
            code="08001 · connection refused · 14:31:07",
        )
        cell.addWidget(failed)
        self.skeleton.setMinimumHeight(current().px(240))
        cell.addWidget(self.skeleton)


def _tags() -> tuple[tuple[str, str, str], ...]:
    return (
        (of("Question", "Вопрос"), "question", "help-circle"),
        (of("23 d", "23 дн"), "functional", "hourglass"),
        (of("41 d ago", "−41 дн"), "critical", "shield-off"),
        ("17 d", "ok", "shield-check"),
        (of("Archived", "Архив"), "plain", "archive"),
    )


def _line(*widgets: QWidget) -> QLayout:
    line = QHBoxLayout()
    line.setSpacing(current().px(8))
    for widget in widgets:
        line.addWidget(widget)
    line.addStretch(1)
    return line


def _controls(cell: QVBoxLayout) -> None:
    cell.addWidget(Text(of("My queue", "Моя очередь"), "title"))
    query = QueryField(of("Filter or search", "Фильтр или поиск"))
    query.setText("is:open owner:me login")
    cell.addWidget(query)
    cell.addWidget(SearchField(of("Search or command", "Поиск и команды"), chord="Ctrl+K"))
    cell.addWidget(Parts())
    cell.addLayout(
        _line(
            PrimaryButton(of("Send", "Отправить"), "send"),
            Button(of("Close…", "Закрыть…"), "plain", "check"),
            Button(of("Quote", "Счёт"), "quiet"),
            IconButton("user-plus", of("Assign", "Назначить"), "A"),
            IconButton("dots", of("More", "Ещё")),
        )
    )
    cell.addLayout(
        _line(
            SegmentedControl(
                of("Term", "Срок"),
                (("6", of("6 months", "6 месяцев")), ("12", of("12 months", "12 месяцев")), ("24", "24")),
                "12",
            )
        )
    )
    _grounds(cell)


def _grounds(cell: QVBoxLayout) -> None:
    field = QLineEdit("HRB-2025-33")
    form = FormRow(of("License number", "Номер лицензии"), field)
    form.tell(of("There is no such license.", "Такой лицензии нет."))
    cell.addWidget(form)
    cell.addWidget(SectionHeader(of("Grounds", "Основания")))
    grounds = ChoiceList(of("Grounds", "Основания"), two_lines=True)
    grounds.set_choices(
        (
            Choice(title=of("Period and renewal", "Период и продление")),
            Choice(
                id="1",
                code="23.1.1",
                title=of("The Support period has ended", "Период Поддержки истёк"),
                detail=of("Holds: ended 41 days ago", "Подходит: истёк 41 день назад"),
                keys="1",
            ),
            Choice(
                id="2",
                code="23.1.2",
                title=of("The license is archived", "Лицензия в архиве"),
                enabled=False,
                why_not=of("Cannot hold: the license is expired", "Не подходит: лицензия истекла"),
                keys="2",
            ),
        )
    )
    grounds.setMinimumHeight(current().px(140))
    cell.addWidget(grounds)


def _license(cell: QVBoxLayout) -> None:
    cell.addWidget(
        SectionHeader(of("License", "Лицензия"), Tag(of("Transition", "Переход"), "functional", "hourglass"))
    )
    cell.addWidget(Text(of("23 days", "23 дня"), "display"))
    cell.addWidget(TimelineStrip(sample_timeline()))
    cell.addWidget(
        SwatchList(
            (
                SwatchRow(kind="free", label=of("Free Support", "Бесплатно"), value="16 Oct 25 – 16 Oct 26"),
                SwatchRow(
                    kind="transition",
                    label=of("Transition", "Переход"),
                    value="16 Oct – 16 Dec 26",
                    tone="functional_text",
                ),
                SwatchRow(
                    kind="expired", label=of("Expired, readable", "Истекла, чтение"), value="16 Dec 26 – 16 Jun 27"
                ),
                SwatchRow(kind="archived", label=of("Archived on", "В архив"), value="16 Jun 2027"),
            )
        )
    )
    cell.addWidget(SectionHeader(of("Commands", "Команды")))
    commands = ChoiceList(of("Commands", "Команды"))
    commands.set_choices(
        (
            Choice(title=of("This ticket", "Это обращение")),
            Choice(
                id="refuse",
                icon="shield-off",
                title=of("Refuse…", "Отказать…"),
                detail=of("one of 23 grounds", "одно из 23 оснований"),
                keys="Shift+R",
            ),
            Choice(id="reply", icon="corner-up-left", title=of("Reply", "Ответить"), keys="R"),
            Choice(id="assign", icon="user-plus", title=of("Assign", "Назначить"), keys="A", enabled=False),
            Choice(title=of("Go to", "Перейти")),
            Choice(id="mine", icon="inbox", title=of("My queue", "Моя очередь"), keys="G Q"),
        )
    )
    commands.setMinimumHeight(current().px(250))
    cell.addWidget(commands)


def sample_timeline() -> TimelineModel:
    """Return a license in its transition period."""
    dates = [datetime(*day, tzinfo=UTC) for day in ((2025, 10, 16), (2026, 10, 16), (2026, 12, 16), (2027, 6, 16))]
    segments = [
        Segment(kind=kind, start=start, end=end)
        for kind, start, end in zip(("free", "transition", "expired"), dates[:-1], dates[1:], strict=True)
    ]
    segments.append(Segment(kind="archived", start=dates[3], end=datetime(2027, 7, 20, tzinfo=UTC)))
    return TimelineModel(
        segments=tuple(segments),
        today=datetime(2026, 11, 23, tzinfo=UTC),
        today_words=of("today", "сегодня"),
        arrived=datetime(2026, 8, 10, tzinfo=UTC),
        arrived_words=of("arrived", "пришло"),
        name=of("Free Support until 16 October 2026, then transition", "Бесплатно до 16 октября 2026, потом переход"),
        captions=(
            Caption(at=dates[0], date=of("16 Oct 25", "16 окт 25"), what=of("purchased", "куплено")),
            Caption(at=dates[1], date=of("16 Oct 26", "16 окт 26"), what=of("free ends", "конец беспл.")),
            Caption(at=dates[3], date=of("16 Jun 27", "16 июн 27"), what=of("archived", "в архив")),
        ),
    )
