from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.channels.mail.parse import parse_mail
from console.channels.mail.reply_text import reply_text

NEW = "Thank you, that helped.\n\nHow do I hide it again?"

INTRODUCTIONS = {
    "gmail": "On Tue, Nov 24, 2026 at 9:15 AM Dana Kim <dana@desk.example> wrote:",
    "gmail over two lines": "On Tue, Nov 24, 2026 at 9:15 AM Dana Kim of the Support Team\n<dana@desk.example> wrote:",
    "apple": "On 24 Nov 2026, at 09:15, Dana Kim <dana@desk.example> wrote:",
    "thunderbird": "On 24/11/2026 09:15, Dana Kim wrote:",
    "gmail, Russian": "вт, 24 нояб. 2026 г. в 09:15, Dana Kim <dana@desk.example>:",
    "thunderbird, Russian": "24.11.2026 09:15, Dana Kim пишет:",
    "apple, Russian": "24 нояб. 2026 г., в 09:15, Dana Kim <dana@desk.example> написал(а):",
    "mail.ru": "Вторник, 24 ноября 2026, 9:15 +03:00 от Dana Kim <dana@desk.example>:",
    "yandex": '24.11.2026, 09:15, "Dana Kim" <dana@desk.example>:',
    "the bat": "Вы писали 24 ноября 2026 г., 9:15:00:",
    "German": "Am 24.11.2026 um 09:15 schrieb Dana Kim:",
    "Gmail, German": "Am Di., 24. Nov. 2026 um 09:15 Uhr schrieb Dana Kim <dana@desk.example>:",
    "French": "Le mar. 24 nov. 2026 à 09:15, Dana Kim <dana@desk.example> a écrit :",
    "Spanish": "El mar, 24 nov 2026 a las 9:15, Dana Kim (<dana@desk.example>) escribió:",
    "Portuguese": "Em ter., 24 de nov. de 2026 às 09:15, Dana Kim <dana@desk.example> escreveu:",
    "Italian": "Il giorno mar 24 nov 2026 alle ore 09:15 Dana Kim <dana@desk.example> ha scritto:",
    "Dutch": "Op di 24 nov 2026 om 09:15 schreef Dana Kim <dana@desk.example>:",
    "Polish": "wt., 24 lis 2026 o 09:15 Dana Kim <dana@desk.example> napisał(a):",
    "Czech": "út 24. 11. 2026 v 9:15 odesílatel Dana Kim <dana@desk.example> napsal:",
    "Swedish": "Den tis 24 nov. 2026 kl 09:15 skrev Dana Kim <dana@desk.example>:",
    "Ukrainian": "вт, 24 лист. 2026 р. о 09:15 Dana Kim <dana@desk.example> пише:",
    "Turkish": "Dana Kim <dana@desk.example>, 24 Kas 2026 Sal, 09:15 tarihinde şunu yazdı:",
    "Chinese": "Dana Kim <dana@desk.example> 于2026年11月24日周二 09:15写道：",
}
HEADS = {
    "outlook": "From: Dana <dana@desk.example>\nSent: Tuesday, November 24, 2026 9:15 AM\nTo: Ann\nSubject: RE: Rate",
    "outlook behind a line": "________________________________\nFrom: Dana Kim\nSent: Tuesday\nTo: Ann\nSubject: Rate",
    "outlook, bold": "*From:* Dana Kim\n*Sent:* Tuesday\n*To:* Ann\n*Subject:* Rate",
    "outlook, Russian": "От: Dana Kim <dana@desk.example>\nОтправлено: 24 ноября 2026 г. 9:15\nКому: Ann\nТема: Курс",
    "outlook, Russian, short": "From: Dana Kim\nДата: 24 ноября 2026 г.\nКому: Ann\nТема: Курс",
    "outlook, German": "Von: Dana Kim\nGesendet: Dienstag, 24. November 2026 09:15\nAn: Ann\nBetreff: Kurs",
    "outlook, French": "De : Dana Kim\nEnvoyé : mardi 24 novembre 2026 09:15\nÀ : Ann\nObjet : Taux",
    "outlook, Spanish": "De: Dana Kim\nEnviado el: martes, 24 de noviembre de 2026\nPara: Ann\nAsunto: Tasa",
    "outlook express": "-----Original Message-----\nFrom: Dana Kim\nSubject: Rate",
    "outlook express, Russian": "-------- Исходное сообщение --------\nОт: Dana Kim\nТема: Курс",
}
SIGNATURES = (
    "-- \nAnn Lee\nHead of Something",
    "--\nAnn",
    "Sent from my iPhone",
    "Sent from my Galaxy S24 Ultra",
    "Get Outlook for iOS",
    "Отправлено с iPhone",
    "Отправлено из мобильной Почты Mail",
    "Von meinem iPhone gesendet",
    "Envoyé de mon iPhone",
    "iPhoneから送信",
)


@pytest.mark.parametrize("name", INTRODUCTIONS)
@pytest.mark.parametrize("marked", ["> Where do you look?\n> Look below the list.", "Where do you look?"])
def test_what_an_introduction_quotes_is_folded(name: str, marked: str) -> None:
    if (
        not marked.startswith(">")
        and "@" not in INTRODUCTIONS[name]
        and name not in ("the bat", "thunderbird, Russian")
    ):
        pytest.skip("without marks and without an address nobody can tell")
    assert reply_text(f"{NEW}\n\n{INTRODUCTIONS[name]}\n\n{marked}\n") == NEW


@pytest.mark.parametrize("name", HEADS)
def test_what_stands_below_the_head_of_a_mail_is_folded(name: str) -> None:
    assert reply_text(f"{NEW}\n\n{HEADS[name]}\n\nWhere do you look?\n\nDana") == NEW


@pytest.mark.parametrize("signature", SIGNATURES)
def test_signatures_are_folded_also_above_a_quote(signature: str) -> None:
    quote = f"{INTRODUCTIONS['gmail']}\n> Where do you look?"
    assert reply_text(f"{NEW}\n\n{signature}") == NEW
    assert reply_text(f"{NEW}\n\n{signature}\n\n{quote}") == NEW


def test_answers_between_quoted_lines_stay_in_order() -> None:
    text = (
        f"Hello,\n\n{INTRODUCTIONS['gmail']}\n> Which rate?\nThe daily one.\n> Since when?\n\nSince Monday.\n\n> Dana\n"
    )
    assert reply_text(text).split() == ["Hello,", "The", "daily", "one.", "Since", "Monday."]


def test_an_answer_below_the_quote_stays() -> None:
    assert reply_text(f"{INTRODUCTIONS['German']}\n> Wo?\n> Dort?\n\nGenau dort.\n\n-- \nAnn") == "Genau dort."


@pytest.mark.parametrize(
    "said",
    [
        "On the remote host you can run this:\n\n  restart\n\nIt works.",
        "Sent from my desk, it is easier than by phone.\n\nAnd more.",
        "From: the panel\nI take the rate.\n\nIt is wrong.",
        "The manual said:\n\nPress the button.\n\nI pressed it.",
        "On Monday Ann wrote:\n\nThe order is missing.\n\nIs it?",
        "A line -- not a signature -- goes on.\n\nMore.",
        "От: панели\nя этого не ждал.\n\nПочему так?",
        "Отправлено.\n\nЧто теперь?",
        "One:\n- first\n- second\n________\nTwo:\n- third",
        "24.11.2026 09:15 the rate was wrong:\n\n1 EUR = 1 USD",
        "Steps:\n1. From: A\n2. To: B\n\nThen it fails.",
    ],
)
def test_what_only_looks_like_a_quote_is_a_persons(said: str) -> None:
    assert reply_text(said) == said


@pytest.mark.parametrize(
    "mark",
    ["---------- Forwarded message ---------", "-------- Пересланное сообщение --------", "Begin forwarded message:"],
)
def test_a_forwarded_mail_stays_whole_because_it_is_what_is_spoken_of(mark: str) -> None:
    text = f"See below.\n\n-- \nAnn\n\n{mark}\n{HEADS['outlook']}\n\n> The error is 500."
    assert reply_text(text) == f"See below.\n\n{mark}\n{HEADS['outlook']}\n\n> The error is 500."


def test_where_nothing_would_be_left_everything_is_shown() -> None:
    assert reply_text("> only\n> a quote\n") == "> only\n> a quote"
    assert reply_text("-- \nAnn") == "-- \nAnn"
    assert reply_text(" \n") == ""


def _page(body: str) -> str:
    raw = b"Subject: x\nContent-Type: text/html; charset=utf-8\n\n" + f"<html><body>{body}</body></html>".encode()
    return parse_mail(raw).reply_text


def test_a_quoted_block_of_html_is_folded_and_one_moved_in_is_not() -> None:
    quoted = '<div class="gmail_attr">On Tue, Nov 24, 2026 at 9:15 AM Dana &lt;dana@desk.example&gt; wrote:</div>'
    assert (
        _page(f'<p>Thanks.</p><div>{quoted}<blockquote class="gmail_quote">Where?<br>There?</blockquote></div>')
        == "Thanks."
    )
    assert _page('<p>One</p><blockquote type="cite"><p>Where?</p></blockquote><p>There.</p>').split() == [
        "One",
        "There.",
    ]
    assert _page("<p>One</p><blockquote style='margin-left:40px'>Two</blockquote>").split() == ["One", "Two"]
    head = "<div><b>From:</b> Dana<br><b>Sent:</b> Tuesday<br><b>To:</b> Ann<br><b>Subject:</b> Rate</div>"
    assert _page(f"<p>Thanks.</p><hr>{head}<p>Where?</p>") == "Thanks."


LINES = st.sampled_from(
    [
        *INTRODUCTIONS.values(),
        *HEADS.values(),
        *SIGNATURES,
        "> quoted",
        ">> deeper",
        "Words.",
        "",
        "____",
        "From: A",
        "On",
    ]
) | st.text(max_size=80)


@given(st.lists(LINES, max_size=30).map("\n".join))
def test_it_only_leaves_lines_away_and_never_all(text: str) -> None:
    shown = reply_text(text)
    assert bool(shown.strip()) == bool(text.strip())
    rest = iter(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    for line in shown.split("\n"):
        if line.strip():
            assert any(line.strip() == one.strip() for one in rest), line


@pytest.mark.parametrize(
    "bomb",
    [
        "On " * 200_000,
        "On 1\n" * 100_000,
        "From: a\n" * 40_000,
        "> \n\n" * 100_000,
        "-" * 1_000_000,
        "a@b " * 200_000,
        "-- \n> x\n" * 50_000,
        f"{INTRODUCTIONS['gmail']}\n" * 8_000,
        "sent from my A " * 50_000,
        "12:00 1.1.2026 <a@b> " * 40_000,
        "On 24/11/2026 09:15, Dana wrote:\nx\n" * 20_000,
    ],
    ids=range(11),
)
def test_no_text_makes_it_slow(bomb: str) -> None:
    began = time.process_time()
    reply_text(bomb)
    assert time.process_time() - began < 2
