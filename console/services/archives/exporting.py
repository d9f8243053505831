"""Writing an archive: the tickets of a query with all that belongs to them, whole or not at all.

All is read in one state of the database. An export goes on where one before it was ended, where that read the same
state (`trail`); files are taken up even where it did not. One under lock leaves nothing plain beside its target and
begins anew. Nothing has its final name before everything was compared with the database and hashed.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from console.archive import bag, layout, locking, signers
from console.archive.locking import Lock
from console.archive.pack import Pack
from console.archive.signers import Signer
from console.archive.staging import claimed
from console.faults import BadInput, Damaged, Known, NotAllowed, NotFound
from console.query import Query, Sort
from console.records.archives import Exported, ExportProgress
from console.records.redactions import LeaveOut, LeftOut
from console.services.archives import redacting, telling
from console.services.archives.private_folder import PrivateFolder, sweep
from console.services.archives.reading import desk_over
from console.services.archives.trail import PACK, Trail, forget
from console.services.desk import Desk
from console.services.showing import context
from console.services.whole_files import require_folder
from console.store import codec, sealing, tree
from console.store.archived import gathering, listing, member, opening, standing
from console.store.driver import sqlite_module
from console.store.queries import queue
from console.store.sealing import KeyRow
from console.store.version import NUMBER

Heard = Callable[[ExportProgress], bool]
"""Is told how far it is; what it answers is whether to go on."""
_MOST = 2_000_000_000
_NO_TICKETS = "export_nothing"
_LEFT_OUT = "left_out"
_ENDED = ("export_canceled", "archives_taken_over", "export_differs", "export_file_gone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """Who signs: the key's name, and the act of signing a SHA-512."""

    key_id: str
    sign: bag.Sealer


def export(  # noqa: PLR0913 - each is a choice of whoever exports
    desk: Desk,
    query: Query,
    target: Path,
    *,
    heard: Heard,
    folder: bool = False,
    signing: Signing | None = None,
    replace: bool = False,
    lock: Lock | None = None,
    without: LeaveOut | None = None,
) -> Exported:
    """Write the tickets of a query into a new archive; a ZIP in a file, under `lock` or not, or a folder.

    What is named by `without` is left out of it, with a marker at each place.

    With `replace` a plain file that has the name stays until the whole new one takes its place.
    Raises BadInput ("export_exists", "export_nothing", "export_no_folder", "lock_folder"), Known ("export_canceled"),
    Damaged ("export_differs", "export_file_gone"), OSError, and what `redacting.leave_out` does.
    """
    if target.exists() and not (replace and not folder and target.is_file() and not target.is_symlink()):
        raise BadInput("export_exists", file=str(target))
    if lock is not None and folder:
        raise BadInput("lock_folder")
    require_folder(target)
    with ExitStack() as ends:
        beside = ends.enter_context(claimed(target))
        if lock is None:
            staging = beside
            sweep()
        else:  # what is to be under lock never stands plain beside its target, which may be a shared disk
            shutil.rmtree(beside, ignore_errors=True)
            ends.callback(shutil.rmtree, beside, ignore_errors=True)
            staging = ends.enter_context(PrivateFolder()) / "plain"
        (staging / "bag" / "data").mkdir(parents=True, exist_ok=True)
        staging.chmod(0o700)
        try:
            made = _Export(desk, query, staging, heard, without)
            return made.run(target, beside, folder=folder, signing=signing, replace=replace, lock=lock)
        except Known as fault:
            if fault.code in _ENDED or isinstance(fault, (BadInput, NotFound, NotAllowed)):
                forget(staging)  # asked the same again, it would be refused again
            raise
        except KeyboardInterrupt:
            forget(staging)
            raise


def signer_of(row: KeyRow) -> Signer:
    """Return a key with its dates, as it is written for OpenSSH; one that was revoked ends then."""
    ends = [one for one in (row.valid_to, row.revoked_at) if one is not None]
    return Signer(name=row.login, public=row.public, valid_from=row.valid_from, valid_to=min(ends, default=None))


def query_text(query: Query) -> str:
    """Return the query of an archive as it is written into it; empty is everything."""
    return str(Query(terms=query.terms))


class _Export:
    """One export on its way."""

    def __init__(self, desk: Desk, query: Query, staging: Path, heard: Heard, without: LeaveOut | None) -> None:
        self._desk, self._query, self._heard = desk, query, heard
        self._staging, self._bag = staging, staging / "bag"
        self._trail = Trail(staging)
        self._reused = self._files = self._bytes = 0
        self._hashed = hashlib.sha256()
        self._log: dict[str, Any] = {}
        self._without, self._told_query = without, query_text(query)
        self._secret = redacting.secret_of(desk) if without is not None else b""
        self._left_out: LeftOut | None = None
        self._went_on, self._told_before = "", 0

    def run(
        self, target: Path, beside: Path, *, folder: bool, signing: Signing | None, replace: bool, lock: Lock | None
    ) -> Exported:
        """Write everything and give it its name."""
        with Pack(self._staging / PACK) as pack:
            content = self._content(pack)
            text = f"{codec.dump(content)}\n".encode()
            (self._bag / layout.CONTENT).write_bytes(text)
            told = codec.digest(text)
            head = self._head(content, told, signing)
            sealed = bag.seal(
                self._staging,
                target,
                head,
                partial(self._tell, "seal"),
                signing.sign if signing else None,
                folder=folder,
                replace=replace,
                locker=None if lock is None else partial(self._locked, beside, lock),
                pack=pack,
            )
        self._trail.end()
        return Exported(
            path=sealed.path,
            tickets=content["tickets"],
            messages=content["messages"],
            files=self._files,
            bytes=sealed.bytes,
            content_sha256=told,
            manifest_sha256=sealed.manifest_sha256,
            signed_by=head.key_id,
            reused=self._reused,
            went_on=self._went_on,
            told_before=self._told_before,
            again=self._trail.again,
            log_size=head.tree_size,
            recipients=(lock.recipients or ("passphrase",)) if lock else (),
            left_out=self._left_out,
        )

    def _content(self, pack: Pack) -> dict[str, Any]:
        """Write everything that is listed, and return what tells of it."""
        with self._desk.store.read() as source:
            self._rows(source)
            store = opening.open_sealed(self._bag / layout.DATABASE, pack.read, believed=True)
            with closing(store):
                with store.read() as filled:
                    at = listing.as_of(filled) or self._desk.clock()
                    self._write_files(source, filled, pack)
                source.rollback()  # nothing more is read there, and nobody is to wait for it
                reason = self._left_out.reason if self._left_out else ""
                reader = desk_over(store, at)
                self._told_before = telling.tell(reader, self._trail, partial(self._tell, "readable"), reason=reason)
                with store.read() as filled:
                    content = self._facts(filled, at)
        if self._told_before:
            self._went_on = "seal" if self._told_before == content["tickets"] else "readable"
        return content

    def _head(self, content: dict[str, Any], told: str, signing: Signing | None) -> bag.Head:
        return bag.Head(
            exported_at=self._desk.clock(),
            content_sha256=told,
            producer=f"clausedesk {NUMBER}",
            tree_size=content["log"]["size"],
            tree_root=content["log"]["root"],
            key_id=signing.key_id if signing else "",
            number=content["format"],
        )

    def _locked(self, folder: Path, lock: Lock, plain: Path) -> Path:
        """Return a container under lock, in a fresh folder where nothing plain ever stands; the plain one is gone."""
        folder.mkdir(mode=0o700)
        locking.lock(plain, folder / "archive.age", lock, self._tell_locked)
        plain.unlink()
        return folder / "archive.age"

    def _rows(self, source: Any) -> None:
        """Make the archive's database, or what is missing of it, from one state of the desk's."""
        work, made = self._staging / "work.sqlite", self._bag / layout.DATABASE
        chosen = Query(terms=self._query.terms, sort=Sort("created"))
        gathering.lengthen(source)
        tickets = queue.ids(source, chosen, context(self._desk, chosen), cap=_MOST)
        if not len(tickets):
            raise BadInput(_NO_TICKETS)
        self._trail.take_up(self._of(source, tickets))
        self._log = self._write_log(source)
        is_known = self._is_left_out_known()
        if is_known and self._trail.is_whole(layout.DATABASE):
            self._went_on = "database"
            return
        with member.growing(work, anew=not is_known) as grown:
            self._went_on = "rows" if grown.filled or grown.finished("wanted") is not None else ""
            if not grown.filled:
                filled, everything = grown.connection, not self._query.terms
                told = partial(self._tell, "rows")
                gathering.gather(source, filled, tickets, told, everything=everything, steps=grown)
                gathering.compare(source, filled, partial(self._tell, "compare"))
                self._leave_out(source, filled)
        member.close_for_good(work, made)
        self._trail.finished(layout.DATABASE)

    def _is_left_out_known(self) -> bool:
        """Take up what one before this left out; return whether that is known, or nothing is to be left out."""
        if self._without is None:
            return True
        told = self._trail.note(_LEFT_OUT)
        if told is None or not self._trail.is_whole(layout.REDACTIONS):
            return False
        self._left_out, self._told_query = LeftOut(**told["out"]), told["query"]
        return True

    def _of(self, source: Any, tickets: Any) -> dict[str, Any]:
        """Return what the parts of this export hold for: who makes them, what of, and the state that is read."""
        wanted = [self._told_query, self._desk.actor.name, codec.dump(dataclasses.asdict(self._without or LeaveOut()))]
        return {
            "program": [NUMBER, version("clausedesk"), sqlite_module().sqlite_version],
            "what": codec.digest(codec.dump([*wanted, self._without is None]).encode()),
            "state": {**standing.state_of(source), "chosen": codec.digest(codec.dump(list(tickets)).encode())},
        }

    def _leave_out(self, source: Any, filled: Any) -> None:
        """Take out what is not to leave, after everything was compared with the desk."""
        if self._without is None:
            return
        with (self._bag / layout.REDACTIONS).open("w", encoding="utf-8", newline="\n") as lines:
            self._left_out, self._told_query = redacting.leave_out(
                self._desk,
                source,
                filled,
                self._without,
                secret=self._secret,
                query=self._told_query,
                write=lines.write,
            )
        self._trail.finished(layout.REDACTIONS)
        self._trail.noted(_LEFT_OUT, {"out": dataclasses.asdict(self._left_out), "query": self._told_query})

    def _write_log(self, source: Any) -> dict[str, Any]:
        """Write the hashes of all leaves under the newest checkpoint: they tell nothing but that they are there."""
        newest = sealing.newest(source)
        if newest is None or not newest.size:
            return {"size": 0, "root": ""}
        edge = tree.Frontier()
        with (self._bag / layout.LEAVES).open("wb") as out:
            for leaf in sealing.leaves(source, most=newest.size):
                out.write(leaf)
                edge.append(leaf)
        if (edge.size, edge.root().hex()) != (newest.size, newest.root):
            raise Damaged("export_differs", table="event_leaves")
        with (self._bag / layout.KEYS).open("w", encoding="utf-8", newline="\n") as out_keys:
            known = [signer_of(one) for one in sealing.keys(source)]
            out_keys.write(signers.written(known, layout.PURPOSES))
        return {"size": newest.size, "root": newest.root}

    def _write_files(self, source: Any, filled: Any, pack: Pack) -> None:
        total, done = listing.count(filled, "blobs"), 0
        for one, content in gathering.contents(source, self._missing(filled, pack)):
            pack.add(one.sha256, content)
            self._tell("files", done := done + 1, total)
        self._tell("files", total, total)
        if len(pack) != total:
            pack.keep_only({one.sha256 for one in gathering.files_of(filled)})

    def _missing(self, filled: Any, pack: Pack) -> Iterator[gathering.FileRow]:
        """Count every file and yield those that an export before this one did not leave whole."""
        for one in gathering.files_of(filled):
            self._files, self._bytes = self._files + 1, self._bytes + one.size
            self._hashed.update(f"{one.sha256} {one.size}\n".encode())
            if one.sha256 in pack:
                self._reused += 1
            else:
                yield one

    def _facts(self, connection: Any, at: datetime) -> dict[str, Any]:
        first, last = listing.received(connection)
        out = self._left_out
        return {
            **({} if out is None else {"redactions": dataclasses.asdict(out)}),
            "format": layout.NUMBER if out is None else layout.LEAVING_OUT,
            "schema": NUMBER,
            "query": self._told_query,
            "as_of": at,
            "tickets": listing.count(connection, "tickets"),
            "messages": listing.count(connection, "messages"),
            "first_received": first,
            "last_received": last,
            "tables": opening.digests(connection),
            "files": {"count": self._files, "bytes": self._bytes, "sha256": self._hashed.hexdigest()},
            "parts": dict(self._parts()),
            "log": self._log,
        }

    def _parts(self) -> Iterator[tuple[str, str]]:
        """Yield every readable part with its hash: all but the database."""
        for place, _, names in sorted(os.walk(self._bag / "data")):
            for name in sorted(names):
                told = (Path(place) / name).relative_to(self._bag).as_posix()
                if told != layout.DATABASE:
                    yield told, self._trail.sha256(told)

    def _tell_locked(self, done: int, total: int) -> None:
        self._tell("lock", done, total)

    def _tell(self, part: str, done: int, total: int) -> None:
        if not self._heard(ExportProgress(part=part, done=done, total=total)):
            raise Known("export_canceled")
