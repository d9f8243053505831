"""Named words are found however they are written, and nothing else is; a file is looked into in each of its ways."""

from __future__ import annotations

import json
import unicodedata
from email.message import EmailMessage
from urllib.parse import quote

import pytest

from console.services.archives.looking_into import state_of
from console.store.archived.blackout import Words, numbers, stems_of

MARK = "█1█"
WORDS = Words(
    texts=("glimmer fax", "79161234567", "C++"),
    names=("Zenobia Quorzlimon", "Пётр Королёв", "zeno@quorzli.example", "Ann Lee", "Йорг"),
    parts=stems_of(["Пётр Королёв"]),
)


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("> Zenobia\n> Quorzlimon wrote", f"> {MARK} wrote"),
        ("a glimmer\n> > fax", f"a {MARK}"),
        ("glimmerfaxes", f"{MARK}es"),
        ("*Zenobia* Quorzlimon!", f"*{MARK}!"),
        ("Quorzlimon, Zenobia: hello", f"{MARK}: hello"),
        ("Zenobia-Quorzlimon and Zenobia.Quorzlimon", f"{MARK} and {MARK}"),
        ("Zenobia_Quorzlimon.pdf", f"{MARK}.pdf"),
        ("ask Zeno-\n> bia Quorzlimon", f"ask {MARK}"),
        ("Zen\u00adobia Quorz\u200blimon", MARK),
        ("Петр Королев пришёл", f"{MARK} пришёл"),
        (unicodedata.normalize("NFD", "и Пётр Королёв!"), f"и {MARK}!"),
        ("+7 916 123-45-67", f"+{MARK}"),
        ("in C++ or C", f"in {MARK} or C"),
        ("joann lee, an nlee, Anna Lee", "joann lee, an nlee, Anna Lee"),
        ("Ann. Lee", MARK),
        ("Иорг и Йорг", f"Иорг и {MARK}"),
    ],
)
def test_a_named_word_is_found_however_it_is_written(text: str, covered: str) -> None:
    assert WORDS.cover(text, MARK) == covered


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ('{"phone": 79161234567, "n": 5}', '{"n":5,"phone":"█1█"}'),
        ('{"a": "glimmer fax", "a": 7}', '{"a": "█1█", "a": 7}'),
        ('{"a": 79161234567, "a": 7}', '{"a": █1█, "a": 7}'),
        ('{"glimmer fax": {"deep": ["{\\"x\\": \\"glimmerfax\\"}"]}}', '{"█1█":{"deep":["{\\"x\\":\\"█1█\\"}"]}}'),
        ('{"glimmer fax": 1, "glimmerfax": 2}', '{"█1█": 1, "█1█": 2}'),
        ('[NaN, "glimmerfax"]', '[NaN, "█1█"]'),
        ('[1e999, "glimmerfax"]', '[1e999, "█1█"]'),
        ('["\\ud800", "glimmerfax"]', '["\\ud800", "█1█"]'),
        ('see {"who": "\\u041f\\u0451\\u0442\\u0440 \\u041a\\u043e\\u0440\\u043e\\u043b\\u0451\\u0432"}', MARK),
        ('{"a": 1, "a": "gl\\u0069mmerfax"}', MARK),
        ("by &#1055;ётр Королёв", MARK),
        ("<b>Zeno</b>bia Quorzlimon", MARK),
        ("path%20Zenobia%20Quorzlimon.pdf and Zenobia=20Quorzlimon", MARK),
        ("Subject: =?utf-8?b?0J/RkdGC0YAg0JrQvtGA0L7Qu9GR0LI=?=", MARK),
        ('{"a": [NaN]}', '{"a": [NaN]}'),
    ],
)
def test_json_and_escapes_hide_nothing(text: str, covered: str) -> None:
    assert WORDS.cover(text, MARK) == covered


def test_numbers_and_instants_that_would_be_covered_are_told() -> None:
    words = Words(texts=("4613", "2026-06"))
    assert words.counts('{"a": [{"b": 146137}]}')
    assert words.counts('{"a": "2026-06-13T09:00:00+00:00"}')
    assert not words.counts('{"a": "number 4613 of 2026-06", "b": true, "c": 5, "phone": "146137"}')
    assert not words.counts("4613")


def test_json_that_is_too_deep_is_covered_as_a_text() -> None:
    deep = "[" * 20_000 + '"glimmerfax"' + "]" * 20_000
    assert "glimmerfax" not in WORDS.cover(deep, MARK)
    shallow = "[" * 800 + '"glimmerfax"' + "]" * 800
    assert "glimmerfax" not in WORDS.cover(shallow, MARK)


@pytest.mark.parametrize(
    "text", ["█7glimmerfax", "█7█glimmerfax", "█7█8glimmerfax", "5█glimmerfax█6", "█glimmerfax█9█"]
)
def test_a_bar_that_was_there_makes_no_mark_with_ours(text: str) -> None:
    covered = WORDS.cover(text, "█12█")
    assert set(numbers(covered)) == {12}
    assert "glimmer" not in covered


def test_a_bar_that_is_no_mark_stays() -> None:
    assert WORDS.cover("██░░ 60 %", MARK) == "██░░ 60 %"


def test_parts_of_a_name_are_found_in_a_name_of_a_file() -> None:
    assert WORDS.cover("счёт_Королёва_2.pdf", MARK, parts=True) == f"счёт_{MARK}_2.pdf"
    assert WORDS.cover("счёт_Королёва_2.pdf", MARK) == "счёт_Королёва_2.pdf"


def test_parts_of_a_name_are_found_in_every_ending() -> None:
    for name, forms in (
        ("Королёв", "Королёв Королева Королёву Королевым Королёве Королевых"),
        ("Иванова", "Иванов Иванову Ивановой Ивановым"),
        ("Сергей", "Сергея Сергею Сергеем Сергее"),
        ("Анна", "Анны Анне Анной Анну"),
        ("Достоевский", "Достоевского Достоевскому Достоевским"),
    ):
        words = Words(parts=stems_of([name]))
        assert [one for one in forms.split() if words.cover(one, MARK, parts=True) != MARK] == []
        assert words.cover("дом и панель", MARK, parts=True) == "дом и панель"


# -- files -------------------------------------------------------------------------------------------------------------


def mail(head: str = "", name: str = "", body: str = "hello", file: str = "plain") -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"] = "a@b.example", "x"
    if head:
        made["Cc"] = head
    made.set_content(body)
    if name:
        made.add_attachment(file, filename=name)
    return made.as_bytes()


def test_a_mail_is_looked_into_with_its_heads_and_names() -> None:
    assert state_of(mail(), WORDS) == "clear"
    assert state_of(mail(name="other.txt"), WORDS) == "clear"
    assert state_of(mail(head="Пётр Королёв <p@x.example>"), WORDS) == "holds"
    assert state_of(mail(name="Пётр Королёв паспорт.txt"), WORDS) == "holds"
    assert state_of(mail(name="o.txt", file="see\n> Zenobia\n> Quorzlimon"), WORDS) == "holds"
    coded = (
        "From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n{before}\r\n--q\r\n"
        "Content-Type: text/plain\r\nContent-Disposition: attachment; filename*0*=UTF-8''{one}; filename*1*={two}\r\n"
        "\r\nx\r\n--q--\r\n"
    )
    split = coded.format(before="", one=quote("Пётр Ко"), two=quote("ролёв.txt"))
    assert state_of(split.encode(), WORDS) == "holds"
    assert state_of(b"\r\n" + split.encode(), WORDS) == "holds"
    assert state_of(coded.format(before="", one="other", two=".txt").encode(), WORDS) == "clear"
    assert state_of(coded.format(before="glimmer fax", one="other", two=".txt").encode(), WORDS) == "holds"


def test_a_text_is_looked_into_with_its_escapes_and_parts_where_they_are_asked_for() -> None:
    escaped = json.dumps({"who": "Пётр Королёв"})
    assert "\\u" in escaped
    assert state_of(escaped.encode(), WORDS) == "holds"
    assert state_of("&#1055;ётр &#1050;оролёв".encode(), WORDS) == "holds"
    assert state_of("письмо Королёва".encode(), WORDS) == "clear"
    assert state_of("письмо Королёва".encode(), WORDS, parts=True) == "holds"
    assert state_of(mail(body="письмо Королёва"), WORDS, parts=True) == "holds"
