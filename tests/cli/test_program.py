"""The program as a process of its own: exit statuses, streams, and what ends it from outside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

MAIL = b"From: Ann <ann@one.example>\nTo: s@d.example\nSubject: %s\nMessage-ID: <%d@b>\n\nHow do I add a currency?\n"
LINES = 400
# Who starts the tests in the background has them, and all they start, ignore Ctrl+C.
HEARS_CTRL_C = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
    "from console.__main__ import main; sys.exit(main())"
)


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}
    return {**kept, "CLAUSEDESK_HOME": str(tmp_path / "home"), "PYTHONPATH": str(Path(__file__).parents[2])}


def program(
    surroundings: dict[str, str], *arguments: str | bytes, given: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "console", *arguments]
    return subprocess.run(command, env=surroundings, input=given, capture_output=True, timeout=60, check=False)


def letters(folder: Path, count: int) -> list[str]:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:05}.eml").write_bytes(MAIL % (b"Subject " * 20, number))
    return [str(folder)]


@pytest.mark.parametrize("command", [("list",), ("show", "1"), ("demo",), ("db", "check")])
def test_a_command_never_answers_from_another_place_than_the_archive_that_is_named(
    surroundings: dict[str, str], tmp_path: Path, command: tuple[str, ...]
) -> None:
    done = program(surroundings, "--archive", str(tmp_path / "told.tkz"), *command)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"told.tkz" in done.stderr
    assert not list((tmp_path / "home").rglob("*.sqlite*"))


def test_json_is_utf8_whatever_the_code_page_is(surroundings: dict[str, str], tmp_path: Path) -> None:
    mail = tmp_path / "a.eml"
    mail.write_bytes(MAIL % ("Привет".encode(), 1))
    for encoding in ("ascii", "cp1251", "cp866", "utf-16"):
        done = program({**surroundings, "PYTHONIOENCODING": encoding, "LC_ALL": "C"}, "read", "--json", str(mail))
        assert (done.returncode, json.loads(done.stdout.decode())["subject"]) == (0, "Привет")


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes on Linux alone")
def test_a_file_name_that_is_no_text_comes_back_from_the_json(surroundings: dict[str, str], tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xff\xfe.eml"
    Path(os.fsdecode(name)).write_bytes(MAIL % (b"Hi", 1))
    done = program(surroundings, "read", "--json", name)
    assert (done.returncode, os.fsencode(json.loads(done.stdout)["file"])) == (0, name)


def test_a_reader_that_goes_away_ends_the_run_without_a_word(surroundings: dict[str, str], tmp_path: Path) -> None:
    for count in (1, LINES):  # one is held back until the end, many break in the middle
        command = [sys.executable, "-m", "console", "read", "--json", *letters(tmp_path / str(count), count)]
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(command, env=surroundings, stdout=writing, stderr=subprocess.PIPE, check=False)
        os.close(writing)
        assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_output_that_cannot_be_written_is_told(surroundings: dict[str, str], tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "console", "read", "--json", *letters(tmp_path / "one", 1)]
        done = subprocess.run(command, env=surroundings, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 3
    assert done.stderr.startswith(b"The system refused: No space left on device")
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C goes to a whole console there")
def test_an_interrupted_import_says_so_and_goes_on_next_time(surroundings: dict[str, str], tmp_path: Path) -> None:
    asked = ["import", "--json", *letters(tmp_path / "many", LINES)]
    command = [sys.executable, "-c", HEARS_CTRL_C, *asked]
    with subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.send_signal(signal.SIGINT)
        running.stdout.read()
        told = running.stderr.read()
    assert running.returncode == 3
    assert b"Traceback" not in told
    done = program(surroundings, *asked)
    fates = [json.loads(line)["fate"] for line in done.stdout.splitlines()]
    assert (done.returncode, len(fates)) == (0, LINES)
    assert "duplicate" in fates


def test_without_a_display_the_window_is_refused_in_words(surroundings: dict[str, str]) -> None:
    if sys.platform in ("win32", "darwin"):
        pytest.skip("there is always a display")
    done = program(surroundings)
    assert (done.returncode, done.stdout) == (3, b"")
    assert done.stderr.startswith(b"There is no display")


@pytest.mark.parametrize(("name", "content"), [("plain.tkz", b"hello"), ("cut.tkz.age", b"age-encryption.org/v1\n")])
def test_what_is_no_archive_is_told_at_once_where_nobody_sees_a_window(
    surroundings: dict[str, str], tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    done = program(surroundings | {"QT_QPA_PLATFORM": "offscreen"}, "--archive", str(tmp_path / name))
    assert done.returncode == 3, done.stderr
    assert (b"no archive of tickets" if name == "plain.tkz" else b"was cut off") in done.stderr


def test_text_from_standard_input_is_utf8_or_refused(surroundings: dict[str, str]) -> None:
    new = ("new", "--subject", "S", "--from", "a@b.example")
    assert program(surroundings, *new, given="\ufeffПомогите".encode()).stdout == b"TK-1" + os.linesep.encode()
    shown = json.loads(program(surroundings, "show", "1", "--json").stdout)
    assert shown["messages"][0]["text"].strip() == "Помогите"
    done = program(surroundings, *new, given=b"\xff\xfe")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"The text given is not in UTF-8.")


@pytest.mark.skipif(sys.platform != "linux", reason="arguments are bytes on Linux alone")
def test_an_argument_that_is_no_text_is_wrong_use(surroundings: dict[str, str]) -> None:
    done = program(surroundings, "new", "--subject", b"\xff", "--from", "a@b.example", given=b"Text")
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_no_colors_and_no_progress_where_nobody_looks(surroundings: dict[str, str], tmp_path: Path) -> None:
    done = program(surroundings, "import", *letters(tmp_path / "few", 3))
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\x1b" not in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
def test_a_terminal_shows_progress_in_words_alone(surroundings: dict[str, str], tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "console", "import", *letters(tmp_path / "few", 30)]
    extra = {"NO_COLOR": "1", "TERM": "xterm-256color"}
    with subprocess.Popen(command, env=surroundings | extra, stdout=theirs, stderr=theirs) as running:
        os.close(theirs)
        seen = b""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the terminal is gone with its last user
                break
            seen += part
    os.close(ours)
    assert running.returncode == 0
    assert b"messages" in seen
    assert b"\x1b" not in seen


def test_an_error_of_ours_is_reported_and_is_no_answer(surroundings: dict[str, str]) -> None:
    break_it = (
        "import sys; from console.cli import main, licenses\n"
        "def broken(asked): raise ZeroDivisionError('x')\n"
        "licenses.list_command = broken\n"
        "sys.exit(main.main(['license', 'list', '--json']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", break_it], env=surroundings, capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, json.loads(done.stdout)["error"]) == (3, "bug")
    assert b"ZeroDivisionError" in done.stderr
