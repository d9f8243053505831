from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import build_spec
from tools import system_packages

ROOT = Path(__file__).resolve().parents[2]
TARGETS = {"run", "test", "check", "soak", "bench", "package", "clean", "lock"}
LOCKS = ["requirements/run.txt", "requirements/dev.txt"]
PINNED = re.compile(r"[a-z0-9-]+(\[[a-z,]+\])?==[0-9][0-9a-z.]*( ; [^\\:@]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


def _entries(lock: str) -> list[list[str]]:
    entries: list[list[str]] = []
    for line in (ROOT / lock).read_text().splitlines():
        if not line.startswith(" "):
            entries.append([])
        entries[-1].append(line)
    return entries


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_with_hashes_and_names_no_address(lock: str) -> None:
    entries = _entries(lock)
    assert len(entries) > 10
    for first, *hashes in entries:
        assert PINNED.fullmatch(first), first
        assert hashes, first
        assert all(HASH.fullmatch(line) for line in hashes), first
        assert not hashes[-1].endswith("\\"), first


def test_the_program_gets_the_same_versions_as_its_tests() -> None:
    run, dev = ({entry[0] for entry in _entries(lock)} for lock in LOCKS)
    assert run < dev


@pytest.mark.parametrize(("lock", "extra"), [("requirements/run.txt", ""), ("requirements/dev.txt", "dev")])
def test_the_lock_has_everything_that_the_project_asks_for(lock: str, extra: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = project["dependencies"] + (project["optional-dependencies"][extra] if extra else [])
    locked = {entry[0].split("==")[0] for entry in _entries(lock)}
    names = {re.split(r"[^A-Za-z0-9._-]", line)[0].lower().replace("_", "-") for line in asked}
    assert names <= locked


def test_the_targets_exist_and_every_script_of_theirs_too() -> None:
    text = (ROOT / "Makefile").read_text()
    assert set(re.findall(r"^([a-z]+):", text, re.MULTILINE)) >= TARGETS
    for script in re.findall(r"(?:tools|requirements)/\w+\.\w+", text):
        assert (ROOT / script).exists(), script


def test_ci_runs_the_tests_and_the_checks_and_stops_at_a_fault() -> None:
    text = (ROOT / ".ci" / "run").read_text()
    assert text.startswith("#!/usr/bin/env bash\n")
    assert "set -euo pipefail" in text
    assert text.index("make test") < text.index("make check")


def test_what_is_missing_on_the_system_is_found_by_trying_it() -> None:
    there = system_packages.Need(package="a", module="json")
    assert there.is_met()
    for need in (
        system_packages.Need(package="b", library="libthere-is-none.so.9"),
        system_packages.Need(package="c", program="there-is-no-such-program"),
        system_packages.Need(package="d", module="there_is_no_such_module"),
    ):
        assert not need.is_met()
    assert system_packages.advice(["b", "c"]) == "apt-get update && apt-get install -y --no-install-recommends b c"


def _program(folder: Path, text: str) -> str:
    made = folder / "get"
    made.write_text(f"#!/bin/sh\n{text}\n")
    made.chmod(0o755)
    return str(made)


def test_packages_are_installed_with_one_line_of_words(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    get = _program(tmp_path, f'echo "$@" >> {tmp_path}/asked; echo "Unpacking much"; echo "a warning" >&2')
    assert system_packages.install(["one", "two"], get)
    assert "".join(capfd.readouterr()) == "Installing system packages: one two\n"
    update, add = (tmp_path / "asked").read_text().splitlines()
    assert update.endswith(" update")
    assert add.endswith("install -y --no-install-recommends one two")


def test_all_that_was_said_is_told_when_packages_cannot_be_installed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    get = _program(tmp_path, 'echo "E: no such server" >&2; exit 100')
    assert not system_packages.install(["one"], get)
    assert capfd.readouterr().err.endswith("E: no such server\n")


def test_an_unknown_group_of_packages_is_wrong_use() -> None:
    done = subprocess.run(
        [sys.executable, "tools/system_packages.py", "nonsense"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("usage: ")


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
def test_the_package_carries_the_resources_and_leaves_out_the_tests(platform: str) -> None:
    arguments = build_spec.arguments("1.2.3", platform)
    assert arguments[0] == "console/__main__.py"
    assert any(each.startswith("--add-data=") and each.endswith("resources") for each in arguments)
    assert "--exclude-module=tkinter" in arguments
    assert "--noconfirm" in arguments
    assert f"--distpath=dist/clausedesk-1.2.3-{build_spec.PLATFORMS[platform]}" in arguments


def test_only_the_systems_with_a_window_of_their_own_for_consoles_hide_it() -> None:
    assert "--windowed" in build_spec.arguments("1", "darwin")
    assert "--console" in build_spec.arguments("1", "linux")
    assert "--hidden-import=pysqlite3" in build_spec.arguments("1", "linux")
    assert "--hidden-import=pysqlite3" not in build_spec.arguments("1", "win32")


def test_what_the_program_never_opens_is_trimmed_and_its_own_languages_stay(tmp_path: Path) -> None:
    words = tmp_path / "PySide6/Qt/translations"
    plugins = tmp_path / "PySide6/Qt/plugins"
    for file in (
        words / "qtbase_de.qm",
        words / "qtbase_ru.qm",
        plugins / "tls/a.so",
        plugins / "platforms/libqxcb.so",
    ):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"12345")
    assert build_spec.trim(tmp_path) == 10
    left = {str(one.relative_to(tmp_path / "PySide6/Qt")) for one in tmp_path.rglob("*") if one.is_file()}
    assert left == {"translations/qtbase_ru.qm", "plugins/platforms/libqxcb.so"}


def test_the_needs_of_a_target_are_told_before_anything_is_made() -> None:
    for target in ("run", "test", "check", "package"):
        clean = {"PATH": os.environ["PATH"], "DISPLAY": ":1"}
        told = subprocess.run(
            ["make", "--always-make", "--dry-run", target],
            cwd=ROOT,
            env=clean,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
        assert told[0] == "sh tools/make_venv.sh"
    text = (ROOT / "Makefile").read_text()
    assert "export SYSTEM_NEEDS = $(NEEDS)" in text
    assert "${SYSTEM_NEEDS:-}" in (ROOT / "tools" / "make_venv.sh").read_text()


def test_compiled_modules_are_kept_also_where_the_surroundings_forbid_it() -> None:
    told = subprocess.run(
        ["make", "--eval=told: ; @env", "told"],
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert f"PYTHONPYCACHEPREFIX={ROOT}/build/pycache" in told
    assert not any(line.startswith("PYTHONDONTWRITEBYTECODE=") for line in told)
