"""What a letter says beside its clauses: what the customer can do next, and what nobody may promise."""

from __future__ import annotations

import re

_NEXT_STEP = re.compile(
    r"(?i)\b(?:please|you (?:can|may|need|could)|can be ordered|what you can do"
    r"|можно|можете|пожалуйста|пришлите|присылайте|напишите|ответьте|сообщите|обратитесь|закажите|продлите|выполните"
    r"|проверьте|назовите|передайте|опишите|сделайте|от вас ничего не требуется)\b"
)
_PROMISE = re.compile(
    r"(?i)\b(?:(?:we|i)(?: will|'ll|’ll)? (?:guarantee|promise)\w*|guaranteed(?! by law)"
    r"|(?:we|i)(?: will|'ll|’ll)[^.!?\n]{0,60}?\b(?:within|in) (?:\d+|an?|one|two|a few) (?:hours?|days?|minutes?)"
    r"|(?:we|i)(?: will|'ll|’ll)[^.!?\n]{0,60}?\b(?:today|tomorrow|immediately|as soon as possible|asap)"
    r"|гарантиру(?:ем|ю)|обеща(?:ем|ю)"
    r"|(?:ответим|решим|исправим|сделаем|вернёмся|отвечу|решу|исправлю|сделаю)[^.!?\n]{0,60}?"
    r"(?:в течение|через) (?:\d+|часа|дня|нескольких|пары) ?(?:минут\w*|час\w*|дн\w*|сут\w*|)"
    r"|(?:ответим|решим|исправим|сделаем|отвечу|решу|исправлю|сделаю)[^.!?\n]{0,40}?(?:сегодня|завтра|немедленно))\b"
)


def next_step(text: str) -> re.Match[str] | None:
    """Return where a text says what the customer can do, or None."""
    return _NEXT_STEP.search(text)


def promise(text: str) -> re.Match[str] | None:
    """Return where a text promises a result, or an hour or a day by which something is done; else None."""
    return _PROMISE.search(text)
