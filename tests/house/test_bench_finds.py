"""The measurements find other people's cases as the whole proof does, and say so where there are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import bench


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(bench.PEERS, raising=False)
    monkeypatch.setattr(bench, "ROOT", tmp_path / "project")


def test_it_looks_beside_the_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "shared" / "data").mkdir(parents=True)
    assert bench.peers() == {bench.PEERS: str(tmp_path / "shared" / "data")}
    assert capsys.readouterr().out == ""


def test_what_the_surroundings_say_stands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "shared" / "data").mkdir(parents=True)
    monkeypatch.setenv(bench.PEERS, "elsewhere")
    assert bench.peers() == {}


def test_without_them_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.peers() == {}
    assert "left out" in capsys.readouterr().out
