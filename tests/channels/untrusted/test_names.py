"""Names of files hold on three systems; hosts and links show what they are."""

from __future__ import annotations

import ntpath
import posixpath
import re
import unicodedata
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtCore import QUrl

from console.channels.untrusted.links import describe_link, safe_target
from console.channels.untrusted.names import clean_name, describe_host, host_warning
from console.channels.untrusted.text import word_set

_DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"
}
_PIECES = st.sampled_from(
    [
        *sorted(word_set(r".. / \ : CON nul COM¹ . gpj.exe é .tar.gz -rf ~ | * ? < >")),
        " ",
        "\u00a0",
        "\u202e",
        "\u200b",
        "\x00",
        "\n",
        "e\u0301",
        "\ud800",
        "\ue000",
        "\u2028",
        '"',
        "a" * 80,
        "я" * 80,
        "😀" * 30,
    ]
)
_NAMES = st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=8).map("".join))


@given(_NAMES)
@example("")
@example("CON")
@example("con.txt")
@example("..\\..\\y")
@example("COM¹.log")
@example("Кон.txt")
@example("a" * 300 + ".pdf")
@example("AUX .x")
@example("\u037e\u1fef\u0340")
def test_a_name_holds_on_every_system(name: str) -> None:
    clean = clean_name(name)
    assert clean == clean_name(clean)
    assert 0 < len(clean.encode()) <= 120
    assert clean == unicodedata.normalize("NFC", clean)
    assert not any(unicodedata.category(each) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for each in clean)
    assert not set(clean) & set('\\/:*?"<>|')
    assert clean.strip(" .") == clean
    assert not clean.startswith(("-", "~"))
    assert clean.split(".")[0].rstrip().lower() not in _DEVICES
    assert ntpath.basename(clean) == clean == posixpath.basename(clean)
    assert ntpath.splitdrive(clean)[0] == ""
    assert len(clean.encode("utf-16-le")) // 2 <= 255


@given(_NAMES)
def test_a_name_stays_in_its_folder(name: str) -> None:
    folder = Path("/folder").resolve()
    assert (folder / clean_name(name)).resolve().parent == folder


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("report.pdf", "report.pdf"),
        ("Отчёт за март.docx", "Отчёт за март.docx"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\Windows\\x.dll", "C__Windows_x.dll"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("nul", "_nul"),
        ("LPT1.txt", "_LPT1.txt"),
        ("file:stream", "file_stream"),
        ("name. . .", "name"),
        (".htaccess", "htaccess"),
        ("", "attachment"),
        ("\u200b\u202e", "attachment"),
        (" \u00a0.\t", "attachment"),
        ("e\u0301.txt", "é.txt"),
        ("-rf", "_rf"),
    ],
)
def test_names(name: str, clean: str) -> None:
    assert clean_name(name) == clean


def test_a_long_name_keeps_its_extension() -> None:
    clean = clean_name("ж" * 200 + ".tar.gz")
    assert clean.endswith(".gz")
    assert 110 < len(clean.encode()) <= 120


# Hosts

_KNOWN = frozenset(("apple.com", "paypal.com", "example.org", "почта.рф", "microsoft.com", "arnica.com"))


@pytest.mark.parametrize(
    ("host", "warning", "looks_like"),
    [
        ("example.org", None, ""),
        ("www.example.org", None, ""),
        ("example.net", None, ""),
        ("почта.рф", None, ""),
        ("пример.испытание", None, ""),
        ("日本語テスト.jp", None, ""),
        ("münchen.example", None, ""),
        ("pаypal.com", "mixed_script", "paypal.com"),
        ("аррӏе.com", "confusable", "apple.com"),
        ("xn--80ak6aa92e.com", "confusable", "apple.com"),
        ("WWW.XN--80AK6AA92E.COM", "confusable", "apple.com"),
        ("login.аррӏе.com", "confusable", "apple.com"),
        ("paypa1.com", "confusable", "paypal.com"),
        ("rnicrosoft.com", "confusable", "microsoft.com"),
        ("amica.com", "confusable", "arnica.com"),
        ("páypal.com", "confusable", "paypal.com"),
        ("pay-pal.com", "confusable", "paypal.com"),
        ("ｐａｙｐａｌ.com", None, ""),
        ("a..b", "bad_host", ""),
        ("x" * 64 + ".com", "bad_host", ""),
        ("a b.com", "bad_host", ""),
        ("xn--\x00.com", "bad_host", ""),
        ("127.0.0.1", None, ""),
        ("[::1]", None, ""),
    ],
)
def test_hosts(host: str, warning: str | None, looks_like: str) -> None:
    found = describe_host(host, _KNOWN)
    assert (found.warning, found.looks_like) == (warning, looks_like)
    assert host_warning(host, _KNOWN) == warning
    assert found.punycode.isascii()


@given(st.text(max_size=120), st.frozensets(st.text(max_size=30), max_size=3))
def test_no_host_is_too_odd(host: str, known: frozenset[str]) -> None:
    found = describe_host(host, known)
    assert found.punycode.isascii()
    assert len(found.punycode) <= 2_000


# Links


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("http://x.example", "http://x.example"),
        (" HTTPS://X.Example/A b?c=d#e ", "https://x.example/Ab?c=d#e"),
        ("ht\ntp://x.example/", "http://x.example/"),
        ("http:\\\\x.example\\y", "http://x.example/y"),
        ("http:x.example", "http://x.example"),
        ("https://пример.рф/путь", "https://xn--e1afmkfd.xn--p1ai/%D0%BF%D1%83%D1%82%D1%8C"),
        ("http://u@x.example:81/", "http://u@x.example:81/"),
        ("http://[::1]:8/x", "http://[::1]:8/x"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("MAILTO:a@b.example?Subject=Hi%20you&body=x", "mailto:a@b.example?subject=Hi%20you&body=x"),
        ("mailto:a@b.example?attach=/x", None),
        ("mailto:a@b.example?subject=x&%61ttach=/x", None),
        ("mailto:a%0d%0abcc:x@b.example", None),
        ("javascript:alert(1)", None),
        ("java\u200bscript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("//x.example/y", None),
        ("/x", None),
        ("x", None),
        ("http://", None),
        ("http://a b.example/", "http://ab.example/"),
        ("http://x.example:99999/", None),
        ("http://[::1/", None),
        ("http://a..b/", None),
        ("http://x.example/" + "y" * 3_000, None),
        ("", None),
    ],
)
def test_an_address_has_one_spelling_or_none(address: str, target: str | None) -> None:
    assert safe_target(address) == target


@given(
    st.one_of(
        st.text(max_size=60),
        st.text(max_size=60).map("http://".__add__),
        st.text(max_size=40).map("https://x@".__add__),
    )
)
@example("http://x.example\u3002evil.example/")
@example("http://evil.example%2f@x.example/")
@example("http://x.example\uff0fevil.example/")
@example("http://x.example%00.evil.example/")
@example("http://evil.example#@x.example/")
@example("http://x.example;@evil.example:80/")
@example("http://0x7f000001/")
def test_the_host_that_is_shown_is_the_host_that_is_opened(address: str) -> None:
    target = safe_target(address)
    if target is None:
        return
    assert target == safe_target(target)
    assert re.fullmatch(r"[!-~]+", target)
    link = describe_link("x", target)
    opened = QUrl(target)
    if opened.isValid() and opened.scheme() != "mailto":
        host = opened.host(QUrl.ComponentFormattingOption.FullyEncoded)
        if not re.fullmatch(r"[0-9a-fx.]+", link.host_punycode):  # a number has many spellings
            assert host.strip("[]") == link.host_punycode.strip("[]")
        assert urlsplit(target).scheme == opened.scheme()


@pytest.mark.parametrize(
    ("shown", "target", "warning"),
    [
        ("press here", "https://x.example/", None),
        ("https://x.example/a", "https://x.example/", None),
        ("x.example", "https://www.x.example/", None),
        ("www.x.example", "https://x.example/", None),
        ("x.example", "https://shop.x.example/", None),
        ("https://bank.example/", "https://x.example/", "other_host"),
        ("bank.example", "https://bank.example.evil.example/", "other_host"),
        ("see www.bank.example now", "https://x.example/", "other_host"),
        ("report.pdf", "https://x.example/report.pdf", None),
        ("me@x.example", "mailto:me@x.example", None),
        ("v1.2.3", "https://x.example/", None),
        ("here", "https://bank.example@evil.example/", "user_info"),
        ("here", "http://10.0.0.1/", "bare_number"),
        ("here", "http://[::1]/", "bare_number"),
        ("here", "https://pаypal.com/", "mixed_script"),
        ("here", "https://paypa1.com/", "confusable"),
    ],
)
def test_links_that_pretend(shown: str, target: str, warning: str | None) -> None:
    safe = safe_target(target)
    assert safe is not None
    assert describe_link(shown, safe, _KNOWN).warning == warning
