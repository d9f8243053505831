"""Every command speaks Russian when it is asked to: no sentence of another language is left in what it prints."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from console.cli import main as cli
from console.services.demo import build_demo
from console.views.words import has, set_language
from tests.services.letters_of_mail import raw_mail, write
from tests.views.conftest import NOW, Clock

ROOT = Path(__file__).resolve().parents[2]
# Three words of the Latin script in a row: names, keys, codes, addresses and paths do not make a sentence.
SENTENCE = re.compile(r"(?<![\w./:@-])[A-Za-z][a-z']+(?:[ ,:;–-]+[a-z][a-z']+(?![\w/:@-])){2,}")
COMMANDS = (
    ("list", "lang:ru"),
    ("list", "нет:такого"),
    ("show", "{ticket}"),
    ("show", "{ticket}", "--replay"),
    ("show", "99999"),
    ("decide", "{ticket}"),
    ("new", "--subject", "Вопрос", "--from", "anna@primer.example", "--text", "Где добавить валюту?"),
    ("import", "{mails}", "--dry-run"),
    ("import", "{mails}"),
    ("read", "{mails}"),
    ("license", "list"),
    ("license", "add", "НОВ-1", "--customer", "Пример", "--plan", "PRO", "--purchased", "2026-01-31"),
    ("license", "show", "НОВ-1"),
    ("license", "show", "НЕТ-1"),
    ("license", "renew", "НОВ-1", "--paid", "2026-05-01", "--months", "6", "--evidence", "счёт"),
    ("policy", "list"),
    ("policy", "show", "23.1.1"),
    ("policy", "check", "resources/agreements/2026-06-13"),
    ("policy", "diff", "2026-06-13", "{draft}"),
    ("schedule", "list"),
    ("schedule", "show"),
    ("schedule", "holidays"),
    ("schedule", "notices"),
    ("schedule", "target"),
    ("schedule", "target", "first_response", "90"),
    ("letters", "list"),
    ("matters", "{ticket}"),
    ("pauses",),
    ("services",),
    ("fair-use", "НОВ-1"),
    ("acknowledged",),
    ("db", "status"),
    ("db", "check"),
    ("db", "backup"),
    ("db", "backups"),
    ("db", "restore", "/nowhere.sqlite"),
)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("russian")
    url = f"sqlite:///{folder / 'desk.sqlite'}"
    desk = build_demo(url, out_folder=folder / "letters", clock=Clock())
    with desk.store.read() as connection:
        found = connection.exec_driver_sql("SELECT number FROM tickets WHERE subject LIKE 'Как скрыть%'").scalar_one()
    desk.store.close()
    mail = raw_mail("a", sender="anna@primer.example", subject="Вопрос", body="Где добавить валюту?", at=NOW)
    draft = folder / "draft"
    draft.mkdir()
    for one in (ROOT / "resources/agreements/2026-06-13").glob("*.toml"):
        text = one.read_text(encoding="utf-8")
        (draft / one.name).write_text(text.replace("free_months = 12", "free_months = 11"), encoding="utf-8")
    return {"url": url, "ticket": str(found), "mails": str(write(folder / "in", mail)), "draft": str(draft)}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_sentence_of_another_language_is_printed(
    command: tuple[str, ...], places: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    words = [one.format(**places) for one in command]
    try:
        status = cli.main(["--database", places["url"], "--language", "ru", *words])
    finally:
        set_language("en")
    out, err = capsys.readouterr()
    assert "usage:" not in err, err
    assert "Traceback" not in err
    assert status in (0, 1, 2, 3)
    told = out + err
    assert SENTENCE.findall(told) == [], told


def test_the_look_for_sentences_finds_one() -> None:
    assert SENTENCE.search("rules to read again: DT-1")
    assert SENTENCE.search("The database is damaged.")
    assert not SENTENCE.search("TK-7  открыто  sqlite:///a/b.sqlite  Europe/Moscow  anna@primer.example")


def test_every_head_of_a_table_has_words() -> None:
    missing = set()
    for path in sorted((ROOT / "console/cli").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("table", "_print"):
                heads = next((one for one in node.args if isinstance(one, ast.Tuple)), None)
                for one in () if heads is None else heads.elts:
                    if isinstance(one, ast.Constant) and one.value and not has(f"column.{one.value}"):
                        missing.add(f"{path.name}: {one.value}")
    assert missing == set()
