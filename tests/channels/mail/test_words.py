from __future__ import annotations

import pytest

from console.channels.mail.charsets import decode_text, guess_charset, python_charset
from console.channels.mail.words import decode_words, one_line, raw_text

RUSSIAN = "Здравствуйте, программа не запускается после обновления сервера"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("=?utf-8?q?caf=C3=A9?=", "café"),
        ("=?UTF-8?Q?a_b?=", "a b"),
        ("=?utf-8?b?0J/RgNC40LLQtdGC?= x", "Привет x"),
        ("=?utf-8?b?0J/RgNC4?= =?utf-8?b?0LLQtdGC?=", "Привет"),
        ("=?utf-8?b?0J/RgNC4?==?utf-8?b?0LLQtdGC?=", "Привет"),
        ("=?utf-8?q?=D0?= =?utf-8?q?=9F?=", "П"),
        ("=?koi8-r?b?8NLJ18XU?=", "Привет"),
        ("=?windows-1251?q?=CF=F0=E8=E2=E5=F2?=", "Привет"),
        ("=?iso-8859-1*de?q?gr=FC=DFe?=", "grüße"),
        ("=?utf-8?q?a b?=", "a b"),
        ("=?utf-8?q?is it so?=", "is it so"),
        ("=?utf-8?q?a?b?=", "a?b"),
        ("=?utf-8?b?0J/RgNC40LLQtdG?=", "Приве\ufffd"),
        ("=?utf-8?q?lost end", "lost end"),
        ("=?utf-8?b?0J/RgNC40LLQtdGC", "Привет"),
        ("=?utf-8?q?one?= two =?utf-8?q?three?=", "one two three"),
        ("=?utf-8?q?one?= =?koi8-r?q?two?=", "onetwo"),
        ("=?utf-8?q?line=0D=0AX-Evil:_1?=", "line X-Evil: 1"),
        ("=?utf-8?x?nothing?=", "=?utf-8?x?nothing?="),
        ("=?utf-8?b??=", ""),
        ("a =?= b", "a =?= b"),
        ("=?iso-2022-jp?b?GyRCRnxLXBsoQg==?=", "日本"),
    ],
)
def test_encoded_words(text: str, expected: str) -> None:
    assert decode_words(text, {}) == expected


@pytest.mark.parametrize("charset", ["utf-8", "cp1251", "koi8-r", "cp866"])
def test_raw_russian_is_recognized(charset: str) -> None:
    assert raw_text(RUSSIAN.encode(charset), None, {}) == RUSSIAN
    assert decode_text(RUSSIAN.encode(charset))[0] == RUSSIAN


@pytest.mark.parametrize("text", ["déjà vu, garçon naïve", "Größe über alles schön", "mañana señor"])
def test_raw_western_text_is_recognized(text: str) -> None:
    assert guess_charset(text.encode("cp1252")) == "cp1252"
    assert decode_text(text.encode("cp1252"))[0] == text


def test_the_body_charset_helps_a_raw_header() -> None:
    assert raw_text("Тема".encode("koi8-r"), "koi8-r", {}) == "Тема"


@pytest.mark.parametrize(
    ("raw", "declared", "text", "problem"),
    [
        (b"abc", None, "abc", None),
        (b"abc", "us-ascii", "abc", None),
        (b"abc", "x-nonsense", "abc", "unknown_charset"),
        ("é".encode(), "us-ascii", "é", "wrong_charset"),
        ("é".encode(), "utf-8", "é", None),
        (b"\x93quoted\x94", "iso-8859-1", "“quoted”", None),
        (RUSSIAN.encode("cp1251"), "utf-8", RUSSIAN, "wrong_charset"),
        (RUSSIAN.encode("koi8-r"), "koi8-r", RUSSIAN, None),
        (RUSSIAN.encode("cp1251"), "unknown-8bit", RUSSIAN, "unknown_charset"),
        (b"\xef\xbb\xbfabc", None, "abc", None),
        ("日本".encode("cp932"), "shift_jis", "日本", None),
        ("中文".encode("gb18030"), "gb2312", "中文", None),
        (b"a+APY-b", "utf-7", "aöb", None),
        (b"+2AA-x", "utf-7", "\ufffdx", None),
        ("é".encode()[:1] + b"abc def", "utf-8", "\ufffdabc def", "wrong_charset"),
    ],
)
def test_bodies(raw: bytes, declared: str | None, text: str, problem: str | None) -> None:
    assert decode_text(raw, declared) == (text, problem)


@pytest.mark.parametrize(
    "name", ["base64", "hex", "rot13", "unicode_escape", "raw_unicode_escape", "idna", "zlib", "", "\0"]
)
def test_what_is_no_charset_of_text_is_refused(name: str) -> None:
    assert python_charset(name) is None


def test_a_header_becomes_one_line() -> None:
    assert one_line(" a\r\n b\tc\0d ") == "a b c d"


@pytest.mark.parametrize("hint", ["utf-16", "utf-7", "utf-32", "no-such", ""])
def test_a_hint_that_cannot_be_of_a_header_is_no_help(hint: str) -> None:
    assert raw_text("Größe".encode("cp1252"), hint, {}) == "Größe"


def test_half_characters_never_come_out() -> None:
    for raw in (b"+2AA-", b"\xff+2AA-", b"+2AA-\xd0\xff"):
        decode_text(raw, "utf-7")[0].encode("utf-8")
