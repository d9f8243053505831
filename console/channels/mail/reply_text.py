"""What a person wrote newly in a mail: the text without quoted history and signature.

It is a view and takes nothing away: the whole text stays beside it. In doubt a line is shown. Answers between quoted
lines stay; a forwarded mail stays whole, because it is what the person speaks of.
"""

from __future__ import annotations

import re
from typing import Final

from console.channels.mail import quote_words as words

_MOST_CHARACTERS: Final = 1_000_000
_MOST_JOINED: Final = 4
_MOST_HEAD: Final = 8
_MANY_BLANKS: Final = re.compile(r"\n{3,}")
_QUOTE: Final = re.compile(r"[ \t\ufeff]{0,8}(?:>|\|\s|»\s)")
_DRAWN: Final = frozenset("-_*=~")
_HEAD_KINDS: Final = 3
_KINDS: Final = (words.FROM, words.SENT, words.TO, words.SUBJECT)


def reply_text(text: str) -> str:
    """Return the new part of a mail's text; the whole text where nothing else would be left. Never raises."""
    lines = text[:_MOST_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    shown = _MANY_BLANKS.sub("\n\n", "\n".join(_Folder(lines).shown())).strip("\n").rstrip()
    return shown + text[_MOST_CHARACTERS:] if shown.strip() else text.strip()


class _Folder:
    """Walks over the lines of a mail once and keeps what a person wrote."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.heads = [line[: words.LONGEST_LINE] for line in lines]
        self.quoted = [_QUOTE.match(head) is not None for head in self.heads]
        self.kept: list[str] = []
        self._kinds: dict[int, re.Pattern[str] | None] = {}
        self._next = self._after()
        self._last_quoted = max((at for at, quoted in enumerate(self.quoted) if quoted), default=-1)

    def shown(self) -> list[str]:
        """Return the lines that are new."""
        at = 0
        while at < len(self.lines):
            step = self._step(at)
            if step == at:
                self.kept.append(self.lines[at])
                at += 1
            else:
                at = step
        return self.kept

    def _step(self, at: int) -> int:
        """Return the line to go on with: `at` itself where the line is a person's."""
        if self.quoted[at]:
            return at + 1
        if not self.heads[at].strip():
            return at
        if self._is_forward(at):
            self.kept += self.lines[at:]
            return len(self.lines)
        if self._ends_here(at):
            return self._to_the_end(at)
        ends = self._introduction(at)
        return self._quote(at, ends) if ends else at

    def _is_forward(self, at: int) -> bool:
        head = self.heads[at].strip()
        return head.endswith((":", "-", "=", "*", "_")) and words.FORWARD.fullmatch(head) is not None

    def _ends_here(self, at: int) -> bool:
        """Tell whether the head of a quoted mail or a signature begins here."""
        head = self.heads[at]
        if head.lstrip()[0] in _DRAWN:
            if words.ORIGINAL.fullmatch(head) or words.DASHES.fullmatch(head):
                return True
            if words.RULE.fullmatch(head) and self._is_head(self._next[at + 1]):
                return True
            if words.UNDERSCORES.fullmatch(head):
                return any(words.FOOTER.search(line) for line in self.heads[at + 1 : at + 5])
        if self._is_head(at):
            return True
        return len(head) <= words.LONGEST_DEVICE and words.DEVICE.fullmatch(head) is not None

    def _after(self) -> list[int]:
        """Return for each line the first line at or after it that says something."""
        found = [len(self.lines)] * (len(self.lines) + _MOST_HEAD + 1)
        for at in range(len(self.lines) - 1, -1, -1):
            found[at] = at if self.heads[at].strip() else found[at + 1]
        return found

    def _to_the_end(self, at: int) -> int:
        """Go on where, after a quote, somebody speaks again, or where a mail is forwarded; else at the end."""
        was_quoted = False
        while at < len(self.lines):
            head = self.heads[at]
            if self._is_forward(at):
                return at
            if self.quoted[at]:
                was_quoted = True
            elif head.strip():
                if was_quoted and not self._is_head(at):
                    return at
                if self._introduction(at):
                    return at
            at += 1
        return at

    def _quote(self, at: int, ends: int) -> int:
        """Go on behind an introduction; what it introduces without marks is passed over where that is certain."""
        following = self._next[ends]
        if following >= len(self.lines) or self.quoted[following]:
            return ends
        said = " ".join(self.heads[at:ends])
        if not words.SURE.search(said):
            return at  # a sentence of the person
        if self._last_quoted >= ends:
            return ends  # answers between marked lines
        while ends < len(self.lines) and not self._is_forward(ends):
            ends += 1
        return ends

    def _introduction(self, at: int) -> int:
        """Return the line after an introduction like "On … wrote:" that begins here, else 0."""
        near = self.heads[at : at + _MOST_JOINED]
        if not any(_ends_with_colon(line) for line in near) or not words.BEGINS.match(near[0]):
            return 0
        joined = ""
        for end, part in enumerate(near, at):
            line = part.strip()
            if not line or (end > at and self.quoted[end]):
                return 0
            joined = f"{joined} {line}".strip()
            if len(joined) > words.LONGEST_LINE:
                return 0
            if _introduces(joined):
                return end + 1
        return 0

    def _is_head(self, at: int) -> bool:
        """Tell whether the head of a quoted mail begins here: from whom, when, to whom, about what."""
        if at >= len(self.lines) or self.quoted[at]:
            return False
        first = self.heads[at]
        if ":" not in first and "\uff1a" not in first:
            return False
        if self._kind(at) not in (words.FROM, words.SENT):
            return False
        kinds: set[re.Pattern[str]] = set()
        for line in range(at, min(at + _MOST_HEAD, len(self.lines))):
            if len(kinds) >= _HEAD_KINDS and not self.heads[line].strip():
                break
            kind = self._kind(line)
            if kind is not None:
                kinds.add(kind)
        return len(kinds) >= _HEAD_KINDS and words.FROM in kinds

    def _kind(self, at: int) -> re.Pattern[str] | None:
        """Return which line of a mail's head this is, if it is one."""
        if at not in self._kinds:
            head = self.heads[at]
            self._kinds[at] = next((kind for kind in _KINDS if kind.match(head)), None)
        return self._kinds[at]


def _introduces(line: str) -> bool:
    """Tell whether one line, joined of several, introduces a quote."""
    if not _ends_with_colon(line):
        return False
    patterns = (words.INTRODUCED, words.VERB_FIRST, words.YOU_WROTE, words.ADDRESSED)
    return any(pattern.fullmatch(line) for pattern in patterns)


def _ends_with_colon(line: str) -> bool:
    return line.rstrip("* \t").endswith((":", "\uff1a"))
