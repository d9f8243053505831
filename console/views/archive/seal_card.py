"""What the file proves: who sealed it, what was looked at, what it holds; and believing a key that is not known yet."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from console.faults import Fault
from console.query import spoken
from console.services.archives import signing
from console.services.archives.opening import OpenArchive
from console.views.archive.strip import SEAL_KEY
from console.views.archive.why import proof_lines, where_words
from console.views.kit.buttons import Button, PrimaryButton
from console.views.kit.cover import Cover
from console.views.kit.notice import Notice
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.review.believing import BelievePart
from console.views.words import calendar_day, language, say, say_count

if TYPE_CHECKING:
    from console.records.archives import Proof
    from console.views.archive.window import ArchiveWindow

_TONES = {"good": "ok", "bad": "critical"}
_PIECE = 16  # letters of a hash that stay together on a line
_MONO = frozenset(("key", "content", "log_root"))


def show_seal(window: ArchiveWindow) -> None:
    """Tell what the file of a window proves."""
    SealCard(window).open()


class SealCard(Cover):
    """Tells it in full, proves every byte, and believes the key that signed where nobody here knows it."""

    def __init__(self, window: ArchiveWindow) -> None:
        super().__init__(window, say("command.seal"), width=760, height=680)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window, self._least = window, 0
        self.add_header(
            say("command.seal"),
            say("act.done"),
            detail=window.opened.path.name,
            icon="shield-check",
            chord=SEAL_KEY,
        )
        self.signature, self.proof = Notice(), Notice()
        self.believe = BelievePart("seal.compare", "seal.name_hint")
        self.believe.believed.connect(self._believe)
        self.facts, self.shows = QGridLayout(), Text("", "small", "2", wrap=True)
        self.copy = Button(say("act.copy_details"), "plain", "copy")
        self.copy.clicked.connect(self._copied)
        self.verify = PrimaryButton(say("archive.verify"), "shield-check", chord="Shift+V")
        self.verify.clicked.connect(window.proving.begin)
        self._lay_out()
        window.proving.changed.connect(self.show_proof)
        self.show_seal()
        self.show_proof()
        (self.believe.open if self.believe.isVisibleTo(self) else self.verify).setFocus()

    def _lay_out(self) -> None:
        look = current()
        self._inside = inside = QWidget()
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(look.px(18), look.px(14), look.px(18), look.px(12))
        inner.setSpacing(look.px(10))
        for widget in (self.signature, self.believe, self.proof):
            inner.addWidget(widget)
        self.facts.setHorizontalSpacing(look.px(16))
        self.facts.setVerticalSpacing(look.px(7))
        self.facts.setColumnStretch(1, 1)
        inner.addLayout(self.facts)
        inner.addWidget(self.shows)
        inner.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(say("command.seal"))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        self.body.addWidget(area, 1)
        safe = self.add_footer(self.copy, self.verify, back=say("act.done"))
        for one in (safe, self.verify, self.copy):
            one.setDefault(False)
            one.setAutoDefault(False)

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as what is told needs."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Grow with what is told; the card does not shrink under the pointer."""
        if self.isVisible():
            self._least = self.fit_to(self._inside, least=self._least)

    def show_seal(self) -> None:
        """Show who signed it, and what it says of itself."""
        opened = self._window.opened
        seal = opened.seal
        title, detail = say(f"archive.seal_{seal.signature}"), _signed(opened)
        self.signature.say(title, detail, tone=_TONES.get(seal.signature, "functional"))
        self.believe.offer(seal.key_id if seal.signature == "unknown_key" else "")
        self.believe.name.setText(_claimed(opened))
        self.shows.setText(say(f"seal.shows_{seal.signature}"))
        while (before := self.facts.takeAt(0)) is not None:
            if (shown := before.widget()) is not None:
                shown.deleteLater()
        for line, (name, told) in enumerate(facts_of(opened)):
            words = Text(say(f"seal.{name}"), "small", "2")
            value = Text(_broken(told) if name in _MONO else told, "mono" if name in _MONO else "body", wrap=True)
            value.setAccessibleName(f"{say(f'seal.{name}')}: {told}")
            self.facts.addWidget(words, line, 0, Qt.AlignmentFlag.AlignTop)
            self.facts.addWidget(value, line, 1)
        self._fit()

    def show_proof(self) -> None:
        """Show how far a proof is, or what it found."""
        proving = self._window.proving
        found = proving.found
        self.verify.set_words(say("act.cancel") if proving.going else say("archive.verify"))
        if proving.going:
            self.proof.say(say("archive.proving", n=int(100 * proving.share)), say("seal.going"), tone="accent")
        elif found is None:
            self.proof.say(say("seal.not_yet"), say("seal.not_yet_more"), tone="plain")
        elif found.state == "whole":
            self.proof.say(say("proof.whole"), "\n".join(_inside(found)), tone="ok")
        else:
            self.proof.say(say(f"proof.{found.state}"), where_words(found.where, found.why), tone="critical")
        self._fit()

    def _believe(self, name: str) -> None:
        opened = self._window.opened
        call = self._window.runner.read(lambda: opened.believe(name))
        call.landed.connect(self._believed)
        call.failed.connect(self._failed)

    def _believed(self, opened: OpenArchive) -> None:
        window = self._window
        window.opened = opened
        window.strip.show_seal_of(opened)
        window.wrong.setVisible(opened.seal.signature == "bad")
        window.proving.forget()
        self.show_seal()
        self.verify.setFocus()

    def _failed(self, fault: Fault) -> None:
        self.believe.name_row.tell(" ".join(one for one in fault.words(language())[::2] if one))

    def _copied(self) -> None:
        QGuiApplication.clipboard().setText(self.told())
        self._window.toast.show_words(say("seal.copied"))

    def told(self) -> str:
        """Return everything that the card says, as text."""
        opened, found = self._window.opened, self._window.proving.found
        lines = [opened.path.name, say(f"archive.seal_{opened.seal.signature}"), _signed(opened)]
        lines += [f"{say(f'seal.{name}')}: {value}" for name, value in facts_of(opened)]
        lines.append(self.shows.text())
        return "\n".join([*lines, *(proof_lines(found) if found is not None else [say("seal.not_yet")])])


def facts_of(opened: OpenArchive) -> list[tuple[str, str]]:
    """Return what an archive says of itself, each by its name."""
    seal, facts = opened.seal, opened.facts
    at = seal.exported_at.astimezone(UTC)
    last = facts.as_of.astimezone(UTC)
    tickets = say_count("proof.tickets", facts.tickets)
    asked = spoken(facts.query, language()) if facts.query else say("proof.everything")
    number = say("archive.newer_minor", number=seal.number) if seal.newer_minor else seal.number
    found = [
        ("exported", f"{calendar_day(at.date())}, {at:%H:%M} UTC"),
        ("newest", f"{calendar_day(last.date())}, {last:%H:%M} UTC"),
        ("holds", f"{tickets}: {asked}"),
        ("format", f"{number}  ·  {seal.producer}"),
        ("key", seal.key_id),
        ("content", seal.content_sha256),
        ("log_root", seal.log_root if seal.log_size else ""),
    ]
    return [(name, told) for name, told in found if told and told != "-"]


def _signed(opened: OpenArchive) -> str:
    seal = opened.seal
    if seal.signature == "bad":
        return say("archive.bad_detail")
    return say(f"proof.{seal.signature}", who=seal.signer or "–", key_id=seal.key_id or "–")


def _inside(found: Proof) -> list[str]:
    """Return what a proof of the whole found inside; the signature stands above."""
    said = {say(f"proof.{found.signature}", who=found.signer or "–", key_id=found.key_id or "–")}
    return [one for one in proof_lines(found)[1:] if one not in said]


def _claimed(opened: OpenArchive) -> str:
    """Return whose key it is as the archive itself says; it proves nothing, and saves typing."""
    named = (one.login for one in signing.keys_of(opened.desk.store) if one.key_id == opened.seal.key_id)
    return next(named, "")


def _broken(told: str) -> str:
    """Return a hash that may be broken between pieces, so that it fits wherever the card is narrow."""
    return "\u200b".join(told[at : at + _PIECE] for at in range(0, len(told), _PIECE))
