"""Bytes of headers and bodies become text, whatever charset they claim; the guess is named as a problem.

Nothing here raises on content, and nothing here knows the structure of a mail.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from typing import Final

_LONGEST_NAME: Final = 40
_ALIASES: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
}
"""What a mail declares is often the smaller sister of what it uses; the larger one reads both."""
_NICKNAMES: Final = {
    "unicode": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "x-sjis": "cp932",
    "x-euc-jp": "euc_jp",
    "x-gbk": "gb18030",
    "x-big5": "big5",
    "x-mac-roman": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "macintosh": "mac-roman",
    "windows-874": "cp874",
    "win-1251": "cp1251",
    "windows1251": "cp1251",
    "koi8": "koi8-r",
    "x-koi8-r": "koi8-r",
    "ks_c_5601": "cp949",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "7bit": "cp1252",
    "8bit": "cp1252",
    "us-acsii": "cp1252",
    "none": "",
    "default": "",
    "x-unknown": "",
    "unknown-8bit": "",
}
_NOT_TEXT: Final = frozenset(
    ("idna", "punycode", "unicode-escape", "unicode_escape", "raw-unicode-escape", "raw_unicode_escape", "undefined")
)
_SEVEN_BITS: Final = ("iso2022", "hz", "utf-7")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE: Final = 4_096
_HIGH_RUN: Final = re.compile(rb"[\x80-\xff]+")
_SHIFTED: Final = re.compile(rb"\x1b(?:\$[@AB]|\$\([A-D]|\([JI])")
_COMMON: Final = frozenset("оеаинтсрвлкмдпу")
_CYRILLIC_CHARSETS: Final = ("cp1251", "koi8-r", "cp866")
_LEAST_SCORE: Final = 0.35


@lru_cache(maxsize=512)
def python_charset(declared: str) -> str | None:
    """Return Python's name for a declared charset; None for one that is unknown or no charset of text."""
    name = declared.strip().strip("\"'").lower()
    if not name or len(name) > _LONGEST_NAME or not name.isascii() or "\0" in name:
        return None
    if name in _NICKNAMES:
        return _NICKNAMES[name] or None
    found = _looked_up(name)
    if found is None:
        found = _looked_up(name.removeprefix("x-").replace("charset=", "").strip("=;, "))
    if found is None or found in _NOT_TEXT:
        return None
    return _ALIASES.get(found, found)


def _looked_up(name: str) -> str | None:
    try:
        " ".encode(name)  # refused by codecs that are none of text
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return None


def decode_text(raw: bytes, declared: str | None = None) -> tuple[str, str | None]:
    """Return the text, and the problem `unknown_charset` or `wrong_charset` if the declared one was of no use.

    A byte order mark wins, then the declared charset, then what the bytes look like. Pure ASCII needs no guess.
    """
    charset = python_charset(declared) if declared else None
    if raw.isascii() and (charset is None or not charset.startswith((*_SEVEN_BITS, "utf-16", "utf-32", "cp037"))):
        text = raw.decode("ascii")
        return (_shifted(raw) or text), ("unknown_charset" if declared and charset is None else None)
    for mark, marked in _MARKS:
        if raw.startswith(mark) and (marked == "utf-8" or len(raw) % 2 == 0):
            return raw[len(mark) :].decode(marked, errors="replace"), None
    if charset is not None:
        read = _strictly(raw, charset)
        if read is not None:
            return read, _doubt(raw, charset)
    problem = None
    if declared:
        problem = "unknown_charset" if charset is None else "wrong_charset"
    guessed = guess_charset(raw)
    if charset is not None and guessed == "cp1252" and charset not in ("cp1252", "ascii"):
        return _without_halves(raw.decode(charset, errors="replace"), charset), problem
    return raw.decode(guessed, errors="replace"), problem or ("wrong_charset" if declared else None)


def _strictly(raw: bytes, charset: str) -> str | None:
    if charset == "cp1252":
        # Latin-1 says nothing about mail from people: bytes that are well-formed UTF-8 are UTF-8.
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            pass
    try:
        return _without_halves(raw.decode(charset), charset)
    except (UnicodeError, LookupError, ValueError):
        return raw.decode("latin-1") if charset == "cp1252" else None


def _without_halves(text: str, charset: str) -> str:
    """Return the text without halves of characters, which UTF-7 alone can spell and no file and no database takes."""
    return text if charset != "utf-7" else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _doubt(raw: bytes, charset: str) -> str | None:
    """Name `wrong_charset` when Latin-1 was declared for bytes that are UTF-8."""
    if charset != "cp1252":
        return None
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "wrong_charset"


def _shifted(raw: bytes) -> str | None:
    """Return Japanese or Korean text that hides in seven bits without being declared."""
    if b"\x1b" not in raw or _SHIFTED.search(raw) is None:
        return None
    try:
        return raw.decode("iso2022_jp_2")
    except UnicodeError:
        return None


def guess_charset(raw: bytes) -> str:
    """Return utf-8, a Cyrillic charset or cp1252, by the look of the first 4 KiB of undeclared bytes."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if len(raw) - error.start <= 3 and error.reason == "unexpected end of data" and error.start > 0:  # noqa: PLR2004 - a cut last letter
            return "utf-8"
    else:
        return "utf-8"
    sample = raw[:_SAMPLE]
    runs = _HIGH_RUN.findall(sample)
    high = sum(map(len, runs))
    if high < 3 * len(runs) and not (high >= 2 * len(runs) and high * 3 > len(sample)):
        return "cp1252"
    best, score = "cp1252", _LEAST_SCORE
    for charset in _CYRILLIC_CHARSETS:
        found = _cyrillic_score(b" ".join(runs).decode(charset, errors="replace"))
        if found > score:
            best, score = charset, found
    return best


def _cyrillic_score(text: str) -> float:
    """Return how much like Russian, Ukrainian or Bulgarian words the letters look: -1 to 1."""
    letters = [each for each in text if each != " "]
    if not letters:
        return 0.0
    common = sum(each.lower() in _COMMON for each in letters)
    strange = sum(not ("а" <= each.lower() <= "я" or each.lower() in "ёіїєґўџ№«»—–…„“”") for each in letters)
    words = [word for word in text.split(" ") if len(word) > 1]
    # In the wrong charset the case of the letters is turned around: wORDS LIKE THESE.
    turned = sum(word[0].islower() and word[1].isupper() for word in words)
    shouted = sum(word.isupper() for word in words)
    count = max(len(words), 1)
    return common / len(letters) - strange / len(letters) - turned / count - 0.1 * shouted / count
