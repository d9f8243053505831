"""Bytes of a text part become a string, whatever they claim to be. No error comes out of it."""

from __future__ import annotations

import codecs
import re
from typing import Final

_FAMILIES: Final = re.compile(
    r"^(ascii|utf-(8|16|32)(-?(le|be|sig))?|iso8859-\d+|cp\d+|koi8-[rtu]|kz1048|gb2312|gbk|gb18030|big5(hkscs)?|euc_(jp|kr)"
    r"|euc_jis_?\w*|shift_?jis\w*|iso2022_\w+|johab|hz|mac-\w+|tis-620|ptcp154|hp-roman8)$"
)
# These use only seven bits, so that they would pass as UTF-8 although they mean something else.
_SEVEN_BITS: Final = re.compile(r"^(iso2022_\w+|hz)$")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def known_charset(name: str | None) -> str | None:
    """Return Python's name of a declared charset, or None for one that is unknown, no charset of text, or UTF-7."""
    if not name or len(name) > 40 or "\0" in name:  # noqa: PLR2004 - no charset has a longer name
        return None
    try:
        found = codecs.lookup(name.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    return found if _FAMILIES.match(found) else None


def decode(raw: bytes, declared: str | None = None) -> str:
    """Return the text of bytes: by byte order mark, as UTF-8, as declared, as cp1252, else with replacement marks."""
    for mark, charset in _MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(charset, errors="replace")
    charset_declared = known_charset(declared)
    order = ["utf-8", charset_declared, "cp1252"]
    if charset_declared and (_SEVEN_BITS.match(charset_declared) or charset_declared.startswith(("utf-16", "utf-32"))):
        order = [charset_declared, "utf-8", "cp1252"]
    for each in order:
        if each is None:
            continue
        try:
            return raw.decode(each)
        except (UnicodeError, LookupError, ValueError):
            continue
    return raw.decode("utf-8", errors="replace")
