"""Archives open by a double click: what each system is told of them, tried where it can be tried here."""

from __future__ import annotations

import configparser
import os
import plistlib
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeDatabase, QProcess, QUrl
from PySide6.QtGui import QFileOpenEvent

import build_spec
from console.app import Application
from console.cli import main as command_line
from tools import file_types

ROOT = Path(__file__).resolve().parents[2]
_LOOK = """
import sys
from PySide6.QtCore import QMimeDatabase
known = QMimeDatabase()
for one in sys.argv[1:]:
    print(known.mimeTypeForFile(one, QMimeDatabase.MatchMode.MatchDefault).name())
"""


@pytest.fixture
def menu(tmp_path: Path) -> dict[str, str]:
    """A desktop of its own, into which the program was entered by the script that is laid beside it."""
    program = tmp_path / "a program's folder"
    program.mkdir()
    shutil.copy(ROOT / "tools" / "add_to_menu.sh", program)
    entry = build_spec.desktop_entry(Path("@HERE@/clausedesk"), Path("@HERE@/clausedesk.png"))
    (program / "clausedesk.desktop.in").write_text(entry, encoding="utf-8")
    (program / "clausedesk-mime.xml").write_text(file_types.MIME_TYPES, encoding="utf-8")
    surroundings = {**os.environ, "XDG_DATA_HOME": str(tmp_path / "data"), "HOME": str(tmp_path)}
    told = ["sh", str(program / "add_to_menu.sh")]
    done = subprocess.run(told, env=surroundings, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(tmp_path / "data/applications/clausedesk.desktop")
    assert done.stderr == ""
    return surroundings


def test_linux_knows_the_files_by_name_and_by_their_first_bytes(menu: dict[str, str], tmp_path: Path) -> None:
    if shutil.which("update-mime-database") is None:
        pytest.skip("no update-mime-database on this computer")
    locked, other = tmp_path / "some.tkz.age", tmp_path / "some.age"
    for one in (locked, other):
        one.write_bytes(b"age-encryption.org/v1\n-> X25519 abc\n")
    whole, nameless, plain = tmp_path / "whole.tkz", tmp_path / "nameless", tmp_path / "other.zip"
    with zipfile.ZipFile(whole, "w") as made:
        made.writestr("bag-info.txt", "Payload-Oxum: 1.1\n")
    shutil.copy(whole, nameless)
    plain.write_bytes(b"PK\3\4" + bytes(60))
    empty = tmp_path / "named.tkz"
    empty.write_bytes(whole.read_bytes()[:20])
    asked = [sys.executable, "-c", _LOOK, *map(str, (whole, nameless, empty, locked, other, plain))]
    found = subprocess.run(asked, env=menu, capture_output=True, text=True, check=True).stdout.split()
    assert found[:4] == [file_types.ARCHIVE, file_types.ARCHIVE, file_types.ARCHIVE, file_types.LOCKED]
    assert file_types.LOCKED not in found[4:]
    assert file_types.ARCHIVE not in found[4:]


def test_the_entry_of_the_menu_takes_a_file(menu: dict[str, str]) -> None:
    entry = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    entry.optionxform = str  # type: ignore[assignment,method-assign]  # names of entries keep their capitals
    entry.read(Path(menu["XDG_DATA_HOME"]) / "applications/clausedesk.desktop", encoding="utf-8")
    told = entry["Desktop Entry"]
    assert told["Exec"].endswith('/clausedesk" %f')
    assert told["MimeType"].split(";") == [file_types.ARCHIVE, file_types.LOCKED, ""]
    tool = shutil.which("desktop-file-validate")
    if tool is not None:
        subprocess.run([tool, Path(menu["XDG_DATA_HOME"]) / "applications/clausedesk.desktop"], check=True)


def test_the_types_are_told_in_both_languages() -> None:
    assert file_types.MIME_TYPES.count("<comment>") == file_types.MIME_TYPES.count('<comment xml:lang="ru">') == 3


def test_windows_is_told_by_a_script_of_plain_lines() -> None:
    lines = file_types.WINDOWS.split("\r\n")
    assert all(len(line) < 140 and line.isascii() for line in lines)
    assert r'/d "\"%~dp0clausedesk.exe\" \"%%1\""' in file_types.WINDOWS
    assert all(line.startswith(("@echo", "rem ", "set ", "reg add ")) for line in lines if line)


def test_macos_is_told_in_the_bundle(tmp_path: Path) -> None:
    place = tmp_path / "clausedesk.app/Contents/Info.plist"
    place.parent.mkdir(parents=True)
    place.write_bytes(plistlib.dumps({"CFBundleName": "clausedesk"}))
    build_spec.tell_of_files(tmp_path / "clausedesk.app")
    told = plistlib.loads(place.read_bytes())
    kinds = [kind for one in told["CFBundleDocumentTypes"] for kind in one["LSItemContentTypes"]]
    assert kinds == [one["UTTypeIdentifier"] for one in told["UTExportedTypeDeclarations"]]
    assert told["CFBundleName"] == "clausedesk"


@pytest.mark.parametrize(
    ("given", "then"),
    [
        (["desk.tkz"], ["--archive", "desk.tkz"]),
        (["/a b/Desk.TKZ.age"], ["--archive", "/a b/Desk.TKZ.age"]),
        (["list"], ["list"]),
        (["verify", "desk.tkz"], ["verify", "desk.tkz"]),
        (["--x.tkz"], ["--x.tkz"]),
        ([], []),
    ],
)
def test_a_file_alone_is_read(given: list[str], then: list[str]) -> None:
    assert command_line.as_archive(given) == then
    if then[:1] == ["--archive"]:
        asked, _ = command_line.ask(given)
        assert asked is not None
        assert (asked.archive, asked.command) == (then[1], None)


def test_what_macos_hands_over_is_read_in_a_process_of_its_own(qapp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[tuple[str, list[str]]] = []

    def start(program: str, given: list[str]) -> tuple[bool, int]:
        begun.append((program, given))
        return True, 1

    monkeypatch.setattr(QProcess, "startDetached", start)
    event: Any = QFileOpenEvent(QUrl.fromLocalFile("/some/desk.tkz"))
    assert Application.event(qapp, event)
    ((_, given),) = begun
    assert given[-2:] == ["--archive", "/some/desk.tkz"]


def test_the_library_reads_the_same_database_of_types() -> None:
    assert QMimeDatabase().mimeTypeForName("application/zip").isValid()
