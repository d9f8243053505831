from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.cli.main import main
from console.services import agreements
from console.store.schema import number_of
from tests.cli.passwords import without_password
from tests.services.published_text import published

MAIL = (
    b"From: Ann <ann@one.example>\nTo: s@d.example\nSubject: Hi\nMessage-ID: <a@b>\n"
    b"Date: Tue, 24 Nov 2026 09:00:00 +0000\n\nHow do I add a currency?\n"
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str]]:
    status = main(arguments)
    return status, capsys.readouterr().out.splitlines()


def test_read_gives_a_line_a_message_and_names_what_it_cannot(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    mail = tmp_path / "a.eml"
    mail.write_bytes(MAIL)
    status, lines = run(capsys, "read", "--json", str(mail), str(tmp_path / "none"))
    assert status == 1
    told, read = (json.loads(line) for line in lines)
    assert told["error"]
    assert (read["channel"], read["subject"], read["from_address"], read["message_id"]) == (
        "mail",
        "Hi",
        "ann@one.example",
        "a@b",
    )


def test_import_list_show_and_replay(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    mail = tmp_path / "a.eml"
    mail.write_bytes(MAIL)
    status, lines = run(capsys, "import", "--json", str(mail))
    assert (status, json.loads(lines[0])["fate"]) == (0, "new request")
    status, lines = run(capsys, "import", "--json", str(mail))
    assert json.loads(lines[0])["fate"] == "duplicate"
    status, lines = run(capsys, "list", "is:open", "--json")
    assert [json.loads(line)["number"] for line in lines] == [1]
    status, lines = run(capsys, "show", "TK-1", "--json", "--replay")
    shown = json.loads(lines[0])
    assert (status, shown["now"]["outcome"]) == (0, "ask_info")
    assert run(capsys, "show", "9")[0] == 1
    assert run(capsys, "list", "tire:x")[0] == 2


def test_a_license_is_entered_shown_and_renewed(capsys: pytest.CaptureFixture[str]) -> None:
    add = ("license", "add", "HRB-9", "--plan", "PRO", "--customer", "One", "--domain", "one.example")
    assert run(capsys, *add, "--purchased", "2026-01-10T10:00+03:00")[0] == 0
    assert run(capsys, *add, "--purchased", "2026-01-10T10:00+03:00")[0] == 2
    status, _ = run(capsys, "license", "show", "HRB-9")
    assert status == 3  # no zone was set, and nothing is guessed


def test_new_enters_a_request_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines = run(capsys, "new", "--subject", "By phone", "--from", "x@y.example", "--text", "Help me")
    assert (status, lines) == (0, ["TK-1"])
    assert run(capsys, "new", "--subject", "", "--from", "x@y.example", "--text", " ")[0] == 2


def test_next_takes_what_nobody_has_and_says_no_where_nothing_is_free(capsys: pytest.CaptureFixture[str]) -> None:
    for subject in ("First", "Second"):
        run(capsys, "new", "--subject", subject, "--from", "x@y.example", "--text", "Help me")
    assert run(capsys, "next", "--sort=-created") == (0, ["TK-2"])
    assert run(capsys, "next", "is:open", "--json") == (0, ['{"number": 1}'])
    status, (words,) = run(capsys, "next")
    assert (status, words[:7]) == (1, "Nothing")


@pytest.mark.parametrize(
    ("sorting", "order"),
    [
        (("--sort", "-created"), ["TK-2", "TK-1"]),
        (("--sort=-created",), ["TK-2", "TK-1"]),
        (("--sort", "created"), ["TK-1", "TK-2"]),
    ],
)
def test_a_list_is_sorted_downwards_in_both_ways_of_saying_so(
    capsys: pytest.CaptureFixture[str], sorting: tuple[str, ...], order: list[str]
) -> None:
    for subject in ("First", "Second"):
        run(capsys, "new", "--subject", subject, "--from", "x@y.example", "--text", "Help me")
    status, lines = run(capsys, "list", "is:open", *sorting, "--json")
    assert (status, [f"TK-{json.loads(one)['number']}" for one in lines]) == (0, order)
    assert run(capsys, "list", "--sort", "--json")[0] == 2  # an option is no order
    assert run(capsys, "list", "--sort", "-nothing")[0] == 2


def test_assess_decides_cases_and_says_no(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    case = {
        "id": "a",
        "kind": "admissibility",
        "given": {"license_state": "expired", "questions": [{"topic": "orders"}]},
    }
    file = tmp_path / "cases.json"
    file.write_text(
        json.dumps([{**case, "expect": {"primary": "23.1.1"}}, {**case, "id": "b", "expect": {"primary": "1.1"}}])
    )
    status, lines = run(capsys, "assess", str(file))
    first, second = (json.loads(line) for line in lines)
    assert (status, first["ok"], second["ok"]) == (1, True, False)
    assert "primary" in second["why"][0]
    file.write_text("{}")
    assert run(capsys, "assess", str(file))[0] == 2


def test_the_database_is_told_checked_and_kept(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(capsys, "db", "upgrade")[0] == 0
    assert run(capsys, "db", "check")[1][-1] == "Everything holds."
    _, lines = run(capsys, "db", "backup", "--json", "--to", str(tmp_path / "kept"))
    saved = json.loads(lines[0])["backup"]
    assert run(capsys, "db", "restore", saved)[0] == 0
    assert run(capsys, "--database", "nonsense", "db", "status")[0] == 2


def test_the_agreement_is_listed_shown_and_checked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "2026-06-13" in run(capsys, "policy", "list")[1][1]
    assert run(capsys, "policy", "show", "23.1.1")[0] == 0
    assert run(capsys, "policy", "show", "99")[0] == 1
    assert run(capsys, "policy", "check", str(tmp_path))[0] == 2


def test_wrong_use_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "nonsense")[0] == 2
    assert run(capsys)[0] == 2
    assert run(capsys, "--version")[0] == 0
    assert main(["review", "--language", "ru"]) == 2
    assert "не хватает слова, одного из: sample, sign, merge" in capsys.readouterr().err


def test_a_query_that_is_not_known_is_told_with_what_is(capsys: pytest.CaptureFixture[str]) -> None:
    for language, query, told in (
        ("en", "tire:c", "tier:"),
        ("en", "is:wating", "waiting"),
        ("ru", "это:ждут", "это: не знает ждут"),
        ("ru", "это:ждут", "ждёт"),
        ("en", "created:soon", "today"),
        ("en", "sort:weight", "due"),
    ):
        assert main(["list", query, "--language", language]) == 2
        words = capsys.readouterr().err
        assert told in words
        assert "arrow" not in words


def test_the_official_wording_is_loaded_and_shown_beside_ours(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = published(agreements.built().units.values())
    file = tmp_path / "published.txt"
    file.write_text(text, encoding="utf-8")
    status, lines = run(capsys, "policy", "wording", str(file), "--dry-run", "--json")
    assert (status, json.loads(lines[0])["left_out"]) == (0, [])
    status, lines = run(capsys, "policy", "show", "23.1.1", "--official", "--json")
    assert json.loads(lines[0])["official"] is None
    assert run(capsys, "policy", "wording", str(file))[0] == 0
    status, lines = run(capsys, "policy", "show", "23.1.1", "--official", "--json")
    assert json.loads(lines[0])["official"] == "Sentence 23.1.1."
    file.write_text(text.replace("Sentence 23.1:", "More.\n\nSentence 23.1:"), encoding="utf-8")
    status, lines = run(capsys, "policy", "wording", str(file), "--json")
    assert (status, json.loads(lines[0])["left_out"]) == (1, ["23"])


def test_people_read_words_and_never_codes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    mail = tmp_path / "a.eml"
    mail.write_bytes(MAIL)
    assert run(capsys, "import", str(mail))[1] == [
        f"new TK-1 (sender unknown)  ·  ann@one.example  ·  Hi  ·  {mail}",
        "new: 1",
    ]
    assert run(capsys, "import", str(mail), "--language", "ru")[1][-1] == "уже есть: 1"
    assert "Undetermined" in run(capsys, "list")[1][1] or "Question" in run(capsys, "list")[1][1]
    told = "\n".join(run(capsys, "show", "TK-1")[1])
    assert "Ann <ann@one.example>" in told
    assert "\nAsk first  ·  Provisional: 6 facts are not confirmed\n" in told
    for code in ("ask_info", "undetermined", "who_are_you", "--- in "):
        assert code not in told
    status, lines = run(capsys, "read", str(mail), str(tmp_path / "none"))
    assert (status, lines[0], len(lines)) == (1, f"{tmp_path / 'none'}: no such file", 2)


@pytest.mark.parametrize(
    ("language", "told"), [("en", "Chat: a message was pinned"), ("ru", "Чат: сообщение закреплено")]
)
def test_an_act_of_a_chat_is_told_in_words(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, language: str, told: str
) -> None:
    pinned = {"id": 1, "type": "service", "date": "2026-11-24T10:00:00", "date_unixtime": "1795514400"}
    export = {"id": 7, "name": "Ann", "type": "personal_chat", "messages": [pinned | {"action": "pin_message"}]}
    path = tmp_path / "result.json"
    path.write_text(json.dumps(export))
    _, lines = run(capsys, "read", str(path), "--language", language)
    assert lines[0].endswith(told.partition(": ")[2])
    _, lines = run(capsys, "import", str(path), "--language", language)
    assert told in lines[0]


def test_whose_account_was_exported_is_told_and_can_be_denied(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = {"type": "message", "date_unixtime": "1795514400", "from": "x", "text": "How?"}
    said = [one | {"id": n, "from_id": f"user{n}"} for n in (70, 71)]
    chats = {"list": [{"name": "Ann", "type": "personal_chat", "id": 7, "messages": said}]}
    path = tmp_path / "result.json"
    path.write_text(json.dumps({"personal_information": {"user_id": 70, "first_name": "Dana"}, "chats": chats}))
    for number, (more, told, customer) in enumerate(
        (
            ([], "Messages of user70 (Dana) are taken as ours: the account was exported.", "user71"),
            (["--not-ours", "--ours", "71"], "Messages of user70 (Dana) are taken as a customer's.", "user70"),
            (["--theirs", "70", "--ours", "71"], "Messages of user70 (Dana) are taken as a customer's.", "user70"),
        )
    ):
        monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / f"home{number}"))
        lines = run(capsys, "import", str(path), *more)[1]
        assert lines[-2] == told
        assert [line.split("  ·  ")[1] for line in lines if "TK-" in line] == [customer]


def test_a_word_of_a_query_that_leaves_out_is_no_option(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for subject in ("First", "Second"):
        run(capsys, "new", "--subject", subject, "--from", "x@y.example", "--text", "Help me")
    run(capsys, "next", "is:open", "-Second")
    for query in (("is:open", "-owner:me"), ("-owner:me",), ("-has:file", "-owner:me"), ("--", "-owner:me")):
        status, (line,) = run(capsys, "list", "--json", *query)
        assert (status, json.loads(line)["number"]) == (0, 2)
    assert run(capsys, "next", "-First")[1] == ["TK-2"]
    whole, less = tmp_path / "whole.md", tmp_path / "less.tkz"
    assert run(capsys, "export", "-First", "--as", "md", "--to", str(whole))[0] == 0
    assert "Second" in whole.read_text(encoding="utf-8")
    assert run(capsys, "export", "-subject:First", "--unsigned", "--to", str(less))[0] == 0
    assert run(capsys, "review", "sample", str(less), "--query", "-is:open", "--json")[0] == 0
    assert run(capsys, "report", "--rows", "-First", "--format", "json")[0] == 0
    assert run(capsys, "list", "--nothing")[0] == 2
    assert run(capsys, "export", "-First", "--to", "-x")[0] == 2  # an option's own value is not one of the query


@pytest.mark.parametrize(
    "words",
    [
        ("list",),
        ("list", "--json"),
        ("show", "1"),
        ("next",),
        ("archives",),
        ("export", "--plans"),
        ("staff", "list"),
        ("license", "list"),
        ("key", "list"),
        ("db", "status"),
        ("db", "check"),
        ("db", "backup"),
        ("db", "copy", "--to", "sqlite:///copy.sqlite"),
    ],
    ids=" ".join,
)
def test_what_reads_makes_no_desk_where_there_is_none(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "mistyped" / "desk.sqlite"
    file.parent.mkdir()
    status = main(["--database", f"sqlite:///{file}", *words])
    said = capsys.readouterr()
    assert (status, "no_desk" in said.out if "--json" in words else f"no desk at {file}" in said.err) == (3, True)
    assert list(file.parent.iterdir()) == []


@pytest.mark.postgres
def test_what_reads_leaves_an_empty_server_empty_and_what_enters_begins_a_desk(
    postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    address = without_password(postgres_url)
    for words in (("list", "is:open"), ("list", "--json"), ("checks", "list"), ("snooze", "TK-1")):
        status = main(["--database", address, *words])
        said = capsys.readouterr()
        told = "no_desk_in" in said.out if "--json" in words else "there is no desk in it" in said.err
        assert (status, told) == (3, True)
        assert number_of(postgres_url) is None
    assert main(["--database", address, "new", "--subject", "Rates", "--from", "a@one.example", "--text", "How?"]) == 0
    assert main(["--database", address, "list", "is:open"]) == 0
    assert "Rates" in capsys.readouterr().out
