"""Builds the program as it is given away and uses it; part of the long runs, because a build takes a minute or two."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import build_spec
from console.channels.untrusted.process import FLAG, MEMORY_BYTES, BoundedWorker

ROOT = Path(__file__).resolve().parents[2]
MAIL = (
    b"From: Ann <ann@one.example>\nTo: s@d.example\nSubject: =?utf-8?b?0J/RgNC40LLQtdGC?=\nMessage-ID: <a@b>\n"
    b"Date: Tue, 24 Nov 2026 09:00:00 +0000\nContent-Type: text/html; charset=koi8-r\n\n<p>How do I add a currency?\n"
)
LARGEST = 265_000_000
Program = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(sys.platform != "linux", reason="the package of another system is built and tried there"),
]


@pytest.fixture(scope="module")
def built(whole_run: bool, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not whole_run:
        pytest.skip("a build takes minutes: make soak")
    subprocess.run([sys.executable, "build_spec.py"], cwd=ROOT, check=True, timeout=900)
    made = ROOT / build_spec.target(build_spec.version(), sys.platform) / "clausedesk"
    moved = tmp_path_factory.mktemp("elsewhere") / "Clause desk"  # it must not depend on where it was built
    shutil.copytree(made, moved, symlinks=True)
    return moved


@pytest.fixture
def program(built: Path, tmp_path: Path) -> Program:
    surroundings = {"CLAUSEDESK_HOME": str(tmp_path / "home"), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [built / "clausedesk", *arguments]
        done = subprocess.run(
            command, env=surroundings, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
        )
        assert "Traceback" not in done.stderr
        return done

    return run


def test_it_says_its_version_and_carries_what_it_needs(built: Path, program: Program) -> None:
    assert program("--version").stdout == f"clausedesk {build_spec.version()}\n"
    assert program("policy", "show", "23.1.1", "--json").stdout.startswith('{"id": "23.1.1"')
    size = sum(one.lstat().st_size for one in built.rglob("*") if one.is_file())
    assert size < LARGEST, f"{size / 1e6:.0f} MB"
    assert (built / "LICENSE").is_file()
    assert "psycopg" in (built / "THIRD-PARTY.txt").read_text(encoding="utf-8")


def test_it_takes_mail_into_a_database_and_finds_it_again(program: Program, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL)
    assert program("import", "a.eml").returncode == 0
    row = json.loads(program("list", "is:open", "--json").stdout)
    assert (row["number"], row["subject"]) == (1, "Привет")
    assert program("db", "check").stdout.splitlines()[-1] == "whole"
    assert program("db", "backup", "--to", str(tmp_path / "kept")).returncode == 0


def test_it_plots_a_report_on_paper(program: Program, tmp_path: Path) -> None:
    assert program("new", "--subject", "Rates", "--from", "ann@one.example", "--text", "How?").returncode == 0
    assert program("report", "flow", "--format", "pdf", "--file", str(tmp_path / "flow.pdf")).returncode == 0
    assert (tmp_path / "flow.pdf").read_bytes().startswith(b"%PDF")


def test_it_speaks_to_postgresql(program: Program, migrated_postgres_url: str) -> None:
    done = program("--database", migrated_postgres_url, "db", "status", "--json")
    assert json.loads(done.stdout)["schema"]


def test_foreign_bytes_are_handled_in_its_own_bounded_process(built: Path) -> None:
    with BoundedWorker() as worker:
        worker._command = (str(built / "clausedesk"), FLAG, str(MEMORY_BYTES))
        cleaned = worker.clean(b"<p onclick=x()>kept<script>gone</script>")
        assert (cleaned.text.strip(), "script" in (cleaned.html or "")) == ("kept", False)
        assert worker.mail(MAIL).subject == "Привет"


def test_it_renders_every_screen_without_a_display(program: Program, tmp_path: Path) -> None:
    done = program("demo", "--pictures", str(tmp_path / "pictures"), "--theme", "dark", "--language", "ru")
    paths = [Path(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert len(paths) > 10
    assert all(path.read_bytes().startswith(b"\x89PNG") and path.stat().st_size > 5_000 for path in paths)


def test_it_enters_itself_into_the_menu(built: Path, tmp_path: Path) -> None:
    surroundings = {**os.environ, "XDG_DATA_HOME": str(tmp_path)}
    done = subprocess.run(
        ["sh", built / "add_to_menu.sh"], env=surroundings, capture_output=True, text=True, check=True
    )
    entry = Path(done.stdout.strip()).read_text(encoding="utf-8")
    assert f'Exec="{built}/clausedesk"' in entry
    assert (built / "clausedesk.png").read_bytes().startswith(b"\x89PNG")
