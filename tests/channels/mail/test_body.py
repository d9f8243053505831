from __future__ import annotations

import base64
import binascii

import pytest

from console.channels.mail.parse import parse_mail
from tests.channels.mail.letters import HEAD, letter, multipart, part

PLAIN = part("plain words", "Content-Type: text/plain")
PAGE = part("<p>page <b>words</b></p>", "Content-Type: text/html")


def test_of_alternatives_the_text_is_read_and_the_page_is_kept() -> None:
    mail = parse_mail(HEAD + multipart("alternative", PLAIN, PAGE))
    assert mail.text == "plain words"
    assert mail.html == "<p>page <b>words</b></p>"
    assert mail.attachments == ()


@pytest.mark.parametrize("empty", [part(" \r\n", "Content-Type: text/plain"), part("x", "Content-Type: text/calendar")])
def test_an_empty_alternative_gives_way_to_the_page(empty: bytes) -> None:
    assert parse_mail(HEAD + multipart("alternative", empty, PAGE)).text == "page words"


def test_a_page_alone_is_read_as_words() -> None:
    mail = parse_mail(letter("<style>x{}</style><p>one</p><p>two &amp; three</p>", "Content-Type: text/html"))
    assert mail.text.split() == ["one", "two", "&", "three"]


def test_texts_beside_each_other_are_all_read() -> None:
    footer = part("the footer", "Content-Type: text/plain")
    assert parse_mail(HEAD + multipart("mixed", PAGE, footer)).text == "page words\nthe footer"


def test_a_named_text_is_a_file() -> None:
    named = part("log line", 'Content-Type: text/plain; name="a.log"')
    mail = parse_mail(HEAD + multipart("mixed", PLAIN, named))
    assert mail.text == "plain words"
    assert [(each.name, each.content) for each in mail.attachments] == [("a.log", b"log line")]


def test_pictures_of_a_page_are_inline() -> None:
    picture = part("x", "Content-Type: image/png", "Content-ID: <p1@x>")
    mail = parse_mail(HEAD + multipart("related", PAGE, picture))
    assert [(each.inline, each.content_id, each.name) for each in mail.attachments] == [(True, "p1@x", None)]


def test_a_forwarded_mail_is_a_file_and_its_files_too() -> None:
    inner = letter(b"", head=HEAD.replace(b"Anna", b"Inner"))[:-2] + multipart(
        "mixed", PLAIN, part("x", 'Content-Type: application/pdf; name="a.pdf"'), mark="inner"
    )
    mail = parse_mail(
        HEAD
        + multipart("mixed", part("see below", "Content-Type: text/plain"), part(inner, "Content-Type: message/rfc822"))
    )
    assert mail.text == "see below"
    assert [(each.media_type, each.name) for each in mail.attachments] == [
        ("message/rfc822", None),
        ("application/pdf", "a.pdf"),
    ]
    assert b"Inner" in mail.attachments[0].content


def test_a_digest_holds_messages() -> None:
    mail = parse_mail(HEAD + multipart("digest", part("Subject: inner\r\n\r\nwords")))
    assert [each.media_type for each in mail.attachments] == ["message/rfc822"]


@pytest.mark.parametrize(
    ("encoding", "body", "content"),
    [
        ("base64", "aGVsbG8=", b"hello"),
        ("BASE64", "aGVs\r\nbG8", b"hello"),
        ("base64", "aGVs*bG8=", b"hello"),
        ("base64", "aGVsbG8=\r\nIHlvdQ==", b"hello you"),
        ("base64", "aGVsb", b"hel"),
        ("quoted-printable", "a=3Db=\r\nc", b"a=bc"),
        ("quoted-printable", "a=ZZb", b"a=ZZb"),
        ("x-uuencode", "begin 644 f\r\n#86)C\r\n`\r\nend\r\n", b"abc"),
        ("7bit", "as is", b"as is"),
        ("8-bit", "as is", b"as is"),
        ("no-such", "as is", b"as is"),
    ],
)
def test_transfer_encodings(encoding: str, body: str, content: bytes) -> None:
    raw = letter(body, "Content-Type: application/x-data", f"Content-Transfer-Encoding: {encoding}")
    assert parse_mail(raw).attachments[0].content == content


def test_files_written_into_the_text_are_taken_out() -> None:
    data = b"some bytes of a file"
    lines = b"begin 644 a.bin\r\n" + binascii.b2a_uu(data).replace(b"\n", b"\r\n") + b"`\r\nend\r\n"
    mail = parse_mail(letter(b"before\r\n" + lines + b"after\r\nbegin 644 is no file here\r\n"))
    assert mail.text == "before\nafter\nbegin 644 is no file here\n"
    assert [(each.name, each.content) for each in mail.attachments] == [("a.bin", data)]


def test_flowed_lines_are_joined_and_quotes_are_left() -> None:
    body = "one \r\ntwo\r\n> quoted \r\n> more\r\n-- \r\nname"
    mail = parse_mail(letter(body, "Content-Type: text/plain; format=flowed"))
    assert mail.text == "one two\n> quoted \n> more\n-- \nname"
    tight = parse_mail(letter("one \r\ntwo", "Content-Type: text/plain; format=flowed; delsp=yes"))
    assert tight.text == "onetwo"


@pytest.mark.parametrize(
    ("body", "text", "problem"),
    [
        ("--mark\r\n\r\nnot closed", "not closed", "boundary_not_closed"),
        ("--other\r\nContent-Type: text/plain\r\n\r\nguessed\r\n--other--", "guessed", "boundary_not_found"),
        ("just words", "just words", "boundary_not_found"),
        ("--mark trailing words\r\n\r\nloosely\r\n--mark-- more\r\n", "loosely", None),
        ("--mark\t \r\n\r\npadded\r\n--mark--  \r\n", "padded", None),
        ("preamble\r\n--mark\r\n\r\nbody\r\n--mark--\r\nepilogue", "body", None),
        ("--markless\r\n--mark\r\n\r\nbody\r\n--mark--", "body", None),
        ("--mark\r\r\nbody\r--mark--\r", "body", None),
    ],
)
def test_boundaries(body: str, text: str, problem: str | None) -> None:
    mail = parse_mail(letter(body, 'Content-Type: multipart/mixed; boundary="mark"'))
    assert mail.text.strip() == text
    assert problem is None or problem in mail.problems


def test_a_boundary_used_twice_loses_no_file() -> None:
    inner = multipart("alternative", PLAIN)
    raw = HEAD + multipart("mixed", inner, part("x", 'Content-Type: image/gif; name="x.gif"'))
    mail = parse_mail(raw)
    assert mail.text == "plain words"
    assert [each.name for each in mail.attachments] == ["x.gif"]


def test_the_charset_of_a_page_may_stand_in_the_page() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r"><p>Ёжик</p>'.encode("koi8-r")
    assert parse_mail(letter(page, "Content-Type: text/html")).text == "Ёжик"


def test_a_message_in_base64_is_still_a_file() -> None:
    inner = base64.encodebytes(letter("deep"))
    mail = parse_mail(letter(inner, "Content-Type: message/rfc822", "Content-Transfer-Encoding: base64"))
    assert mail.attachments[0].content == letter("deep")
