"""What a killed export had finished: each part with its hash, so that the next one goes on behind it.

The parts lie in the hidden folder beside the target, which may be anybody's disk; what they have to be is written down
in a folder of this person's own. A part that is not what was written down is made anew. All holds for one state of the
database and one export of it: anything else begins from the start, and says why.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from console import places
from console.archive import layout

_TOKEN = "token"  # noqa: S105 - the name of a file
_LETTERS = 32
_KEPT_S = 60 * 86_400
_CHUNK = 1 << 20
PACK = "files.pack"
"""Of another state of the database too: a file is what its hash says."""


class Trail:
    """The trail of one hidden folder. `again` is why an earlier one could not be gone on with: a code, or empty."""

    def __init__(self, staging: Path) -> None:
        self._staging, self.bag = staging, staging / "bag"
        self._file = _file_of(staging)
        self.again = ""
        self._known: list[dict[str, Any]] = []
        self._whole: dict[str, str] = {}
        self._of: dict[str, Any] = {}
        self._notes: dict[str, dict[str, Any]] = {}

    def take_up(self, of: dict[str, Any]) -> None:
        """Go on with what was finished of just this export; else begin anew, but for the pack of files.

        `of` tells one export from another: "program", "what", and "state" of the database.
        """
        told = _lines(self._file)
        first = told[0].get("of", {}) if told else {}
        if first == of:
            self._known = [one for one in told[1:] if "page" in one]
            self._whole = {str(one["part"]): str(one["sha256"]) for one in told[1:] if "part" in one}
            self._notes = {str(one["note"]): one["told"] for one in told[1:] if "note" in one}
        elif told:
            self.again = next(code for code in ("program", "what", "state") if first.get(code) != of[code])
        self._of = of
        self._sweep(keeps=first == of)
        self._write_anew()

    def end(self) -> None:
        """Forget it."""
        self._file.unlink(missing_ok=True)

    def is_whole(self, name: str) -> bool:
        """Return whether a part was finished and is there as it was."""
        return name in self._whole and _hash(self.bag / name) == self._whole[name]

    def sha256(self, name: str) -> str:
        """Return the hash of a part that is there."""
        return self._whole.get(name) or _hash(self.bag / name)

    def finished(self, name: str) -> None:
        """Write down a part that is finished."""
        self._add({"part": name, "sha256": _hash(self.bag / name)})

    def noted(self, name: str, told: dict[str, Any]) -> None:
        """Write down what is to be known of a part that is finished."""
        self._add({"note": name, "told": told})

    def note(self, name: str) -> dict[str, Any] | None:
        """Return what was written down, or None."""
        return self._notes.get(name)

    def make(self, name: str, pieces: Callable[[], Iterable[str]]) -> None:
        """Write a part of some text, if it is not there."""
        if not self.is_whole(name):
            with (self.bag / name).open("w", encoding="utf-8", newline="\n") as out:
                out.writelines(pieces())
            self.finished(name)

    def pages(self) -> list[dict[str, Any]]:
        """Return the pages that are there with their lines, from the first to the last before one that is not."""
        good: list[dict[str, Any]] = []
        with _Reader(self.bag / layout.LINES) as lines, _Reader(self.bag / layout.INDEX) as listing:
            for one in self._known:
                named = self.bag / f"{layout.PAGES}{one['page']:05}.html"
                is_next = one["page"] == len(good) + 1 and _hash(named) == one["sha256"]
                if not (is_next and lines.goes_on(one["lines"]) and listing.goes_on(one["list"])):
                    break
                good.append(one)
        if good != self._known:
            self._known = good
            self._write_anew()
        return good

    def page(self, **told: Any) -> None:
        """Write down a page that is finished: its number, its hash, the key it ends with, how many, and both texts."""
        self._add(told)

    def _add(self, told: dict[str, Any]) -> None:
        if "part" in told:
            self._whole[told["part"]] = told["sha256"]
        if "note" in told:
            self._notes[told["note"]] = told["told"]
        with self._file.open("a", encoding="utf-8") as out:
            out.write(f"{json.dumps(told)}\n")

    def _write_anew(self) -> None:
        parts = [{"part": name, "sha256": told} for name, told in self._whole.items()]
        notes = [{"note": name, "told": told} for name, told in self._notes.items()]
        text = "".join(f"{json.dumps(one)}\n" for one in ({"of": self._of}, *parts, *notes, *self._known))
        made = self._file.with_suffix(".new")
        made.write_text(text, encoding="utf-8")
        made.replace(self._file)

    def _sweep(self, *, keeps: bool) -> None:
        """Remove whatever is not to be gone on with: nothing that the trail does not name stands in an archive."""
        data = self.bag / "data"
        named = {layout.LINES, layout.INDEX, layout.REDACTIONS, *self._whole}
        named |= {f"{layout.PAGES}{one['page']:05}.html" for one in self._known}
        for one in [*self._staging.iterdir(), *self.bag.glob("*"), *sorted(data.rglob("*"), reverse=True)]:
            inside = one.is_relative_to(data) and one != data
            stays = one.name in (PACK, _TOKEN) if one.parent == self._staging else one == data
            stays = stays or one in (self.bag, data)
            if keeps:
                stays = stays or one.name.startswith("work.sqlite")
                stays = stays or (inside and one.relative_to(self.bag).as_posix() in named)
            if one.is_symlink() or not stays:
                _removed(one, whole=not inside)


class Grown:
    """A text that grows behind what is there of it; each step tells where it ends, and the hash of what is new."""

    def __init__(self, path: Path, size: int) -> None:
        self._out = path.open("r+b" if size else "wb")
        self._out.seek(size)
        self._out.truncate()
        self.size, self._new = size, hashlib.sha256()

    def write(self, text: str) -> None:
        """Write text behind the rest."""
        content = text.encode()
        self._out.write(content)
        self._new.update(content)
        self.size += len(content)

    def step(self) -> list[Any]:
        """Have it all in the file; return its size by now and the hash since the last step."""
        self._out.flush()
        told = [self.size, self._new.hexdigest()]
        self._new = hashlib.sha256()
        return told

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self._out.close()


class _Reader:
    """Reads a text step by step, as it grew."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb") if path.is_file() else None
        self._at = 0

    def goes_on(self, step: list[Any]) -> bool:
        """Return whether the next step is there as it was written."""
        if self._file is None:
            return False
        size = int(step[0]) - self._at
        content = self._file.read(max(size, 0))
        self._at += size
        return len(content) == size and hashlib.sha256(content).hexdigest() == step[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()


def forget(staging: Path) -> None:
    """Remove a hidden folder with its trail."""
    if (staging / _TOKEN).is_file():
        _file_of(staging).unlink(missing_ok=True)
    shutil.rmtree(staging, ignore_errors=True)


def _file_of(staging: Path) -> Path:
    """Return the file of a folder's trail, by a number that only who may read the folder knows."""
    token = staging / _TOKEN
    told = token.read_text(encoding="ascii", errors="replace") if token.is_file() and not token.is_symlink() else ""
    if len(told) != _LETTERS or not told.isalnum():
        token.unlink(missing_ok=True)
        told = secrets.token_hex(_LETTERS // 2)
        token.write_text(told, encoding="ascii")
    folder = places.data_folder() / "exports"
    folder.mkdir(mode=0o700, exist_ok=True)
    for one in folder.glob("*.jsonl"):
        with suppress(OSError):
            if time.time() - one.stat().st_mtime > _KEPT_S:
                one.unlink()
    return folder / f"{told}.jsonl"


def _lines(file: Path) -> list[dict[str, Any]]:
    """Return what is written down; a line that was torn ends it."""
    found: list[dict[str, Any]] = []
    if file.is_file():
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True):
            try:
                told = json.loads(line)
            except ValueError:
                break
            if not line.endswith("\n") or not isinstance(told, dict):
                break
            found.append(told)
    return found


def _hash(path: Path) -> str:
    if not path.is_file() or path.is_symlink():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _removed(one: Path, *, whole: bool) -> None:
    if one.is_dir() and not one.is_symlink():
        if whole:
            shutil.rmtree(one)
        else:
            with suppress(OSError):  # a folder with what stays in it stays
                one.rmdir()
    else:
        one.unlink(missing_ok=True)
