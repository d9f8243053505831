"""Proving an archive: signature, lists, hashes, and only then the database in it; what is found has a name."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from console.archive import layout, proving
from console.archive.container import Container, opened
from console.archive.layout import NotWhole
from console.archive.locking import Keys
from console.archive.signers import Signer
from console.faults import Damaged, Known
from console.records.archives import ArchiveFacts, Proof
from console.records.redactions import Marker
from console.services.archives import left_out, logs, unlocking
from console.services.archives.private_folder import PrivateFolder
from console.store import codec, witness
from console.store.archived import marked, opening

_PIECES = 8
"""Pieces of the database that may wait to be hashed."""
Heard = Callable[[int, int], bool]
"""Is told how many bytes are done, of how many; what it answers is whether to go on."""


def verify(path: Path, known: Sequence[Signer], heard: Heard, unlocks: Keys = unlocking.NONE) -> Proof:
    """Return what a proof of an archive finds; everything is read, nothing is believed before it is proven.

    Raises Known ("proof_canceled"), OSError where the file cannot be read, BadInput where no key opens it.
    """
    seal: proving.Seal | None = None

    def tell(done: int, total: int) -> None:
        if not heard(done, total):
            raise Known("proof_canceled")

    try:
        with unlocking.opened(path, unlocks, tell) as plain, opened(plain) as container:
            seal = proving.look(container, known)
            proving.prove(container, seal, tell)
            _require_told(container, content_of(container, seal), lambda: tell(seal.payload_bytes, seal.payload_bytes))
            return _inner(container, seal, known)
    except NotWhole as found:
        state = found.state if found.state in ("altered", "truncated", "newer") else "altered"
        return Proof(state=state, where=found.where, why=found.why, **outside(seal))  # type: ignore[arg-type]  # one of the three


def content_of(container: Container, seal: proving.Seal) -> dict[str, Any]:
    """Return what an archive says of its content. Raises NotWhole where it is not what the head tells."""
    text = container.small(layout.CONTENT, layout.MOST_CONTENT)
    if codec.digest(text) != seal.content_sha256:
        raise NotWhole("altered", layout.CONTENT, "content")
    try:
        told = json.loads(text)
        facts = facts_of(told)
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise NotWhole("altered", layout.CONTENT, "content") from error
    if (seal.log_size, seal.log_root) != (facts.log_size, facts.log_root):
        raise NotWhole("altered", layout.INFO, "log_root")
    found: dict[str, Any] = told
    return found


def facts_of(told: dict[str, Any]) -> ArchiveFacts:
    """Return what the content says, typed. Raises ValueError, KeyError, TypeError where it is not in order."""
    first, last = told["first_received"], told["last_received"]
    as_of = datetime.fromisoformat(told["as_of"])
    if as_of.tzinfo is None or not isinstance(told["tables"], dict):
        raise ValueError("a time without a zone, or no tables")
    return ArchiveFacts(
        query=str(told["query"]),
        as_of=as_of,
        tickets=int(told["tickets"]),
        messages=int(told["messages"]),
        files=int(told["files"]["count"]),
        first_received=None if first is None else datetime.fromisoformat(first),
        last_received=None if last is None else datetime.fromisoformat(last),
        whole_desk=told["query"] == "",
        log_size=int(told["log"]["size"]),
        log_root=str(told["log"]["root"]),
        left_out=left_out.told(told),
    )


@contextmanager
def copied(container: Container, told: Callable[[int, int], None]) -> Iterator[Path]:
    """Give a private copy of the database, compared with the list while it is copied. Raises NotWhole."""
    with PrivateFolder() as folder:
        target = folder / "tickets.sqlite"
        copy_database(container, target, told)
        yield target


def copy_database(container: Container, target: Path, told: Callable[[int, int], None]) -> None:
    """Copy the database of an archive to `target`. Raises NotWhole where it is not the one that is listed."""
    wanted, size = proving.hash_of(container, layout.DATABASE), container.size_of(layout.DATABASE)
    hashed, done = hashlib.sha512(), 0
    with target.open("xb") as file, ThreadPoolExecutor(1) as beside:  # hashing takes longer than writing
        waits: deque[Future[None]] = deque()
        for piece in container.pieces(layout.DATABASE):
            waits.append(beside.submit(hashed.update, piece))
            file.write(piece)
            if len(waits) > _PIECES:
                waits.popleft().result()
            done += len(piece)
            told(done, size)
        for one in waits:
            one.result()
    if hashed.hexdigest() != wanted:
        raise NotWhole("altered", layout.DATABASE, "hash")


def _require_told(container: Container, told: dict[str, Any], tell: Callable[[], None]) -> None:
    """Compare the parts and the files of messages with what the content says of them. Raises NotWhole."""
    parts: dict[str, str] = {}
    count = total = 0
    every = hashlib.sha256()
    for one in container.entries():
        if not one.name.startswith("data/") or one.name in (layout.CONTENT, layout.DATABASE):
            continue
        hashed = hashlib.sha256()
        for piece in container.pieces(one.name):
            hashed.update(piece)
            tell()
        found = hashed.hexdigest()
        if not one.name.startswith(layout.FILES):
            parts[one.name] = found
        elif one.name != layout.file_name(found):
            raise NotWhole("altered", one.name, "hash")
        else:
            count, total = count + 1, total + one.size
            every.update(f"{found} {one.size}\n".encode())
    _require_parts(parts, told.get("parts"))
    if told["files"] != {"count": count, "bytes": total, "sha256": every.hexdigest()}:
        raise NotWhole("altered", layout.CONTENT, "content")


def _require_parts(parts: dict[str, str], told: object) -> None:
    """Raise where a part is another than the content says, naming it; or the content, where it tells of others."""
    if not isinstance(told, dict) or set(told) != set(parts):
        raise NotWhole("altered", layout.CONTENT, "content")
    for name, found in parts.items():
        if told[name] != found:
            raise NotWhole("altered", name, "hash")


def _inner(container: Container, seal: proving.Seal, known: Sequence[Signer]) -> Proof:
    """Look into the database, now that its bytes are those that were listed."""
    told = content_of(container, seal)
    facts = facts_of(told)
    with copied(container, lambda _done, _total: None) as file:
        try:
            found, said = _looked(container, file, told, facts, known)
        except NotWhole:
            raise
        except (Known, Damaged) as fault:
            return Proof(state="altered", where=layout.DATABASE, why=fault.code, facts=facts, **outside(seal))
    if found is not None:
        return Proof(state="altered", where=found[0], why=found[1], facts=facts, **outside(seal))
    return Proof(state="whole", facts=facts, **said, **outside(seal))


def _looked(
    container: Container, file: Path, told: dict[str, Any], facts: ArchiveFacts, known: Sequence[Signer]
) -> tuple[tuple[str, str] | None, dict[str, Any]]:
    gone = left_out.markers(container, facts.left_out)
    store = opening.open_sealed(file, lambda _sha256: b"")
    try:
        with opening.distrusting(), store.read() as connection:
            held = witness.Held(connection)
            found = _wrong(connection, told, gone, facts, held) or logs.wrong(container, connection, facts)
            said = {} if found else _said(connection, gone, facts, known, held)
    finally:
        store.close()
    if found is None:
        opening.require_search(file)
    return found, said


def _said(
    connection: Any, gone: Mapping[int, Marker], facts: ArchiveFacts, known: Sequence[Signer], held: witness.Held
) -> dict[str, Any]:
    """Return what is said of a whole archive: its log, what cannot be taken again, and what no event tells of."""
    log = logs.said(connection, facts, known)
    told = {"log": log.state, "uncovered": log.uncovered, "log_by": log.by}
    return {**told, "unreplayed": marked.unreplayed(connection, gone), "unheld": held.uncovered()}


def _wrong(
    connection: Any, told: dict[str, Any], gone: Mapping[int, Marker], facts: ArchiveFacts, held: witness.Held
) -> tuple[str, str] | None:
    table = opening.differing(connection, told["tables"])
    if table is not None:
        return f"{layout.DATABASE}: {table}", "rows"
    if not opening.as_told(connection, facts):
        return layout.CONTENT, "content"
    unfit = left_out.wrong(connection, gone, facts.left_out, facts.query)
    if unfit is not None:
        return unfit
    broken = opening.broken_chain(connection, marked.blank_events(gone))
    if broken is not None:
        return f"TK-{broken[0]}: {broken[1]}", f"chain_{broken[2]}"
    return opening.unwitnessed(connection, held)


def outside(seal: proving.Seal | None) -> dict[str, Any]:
    """Return what a proof says of the seal, as its fields; nothing without one."""
    if seal is None:
        return {}
    return {
        "signature": seal.signature,
        "key_id": seal.key_id,
        "signer": seal.signer,
        "number": seal.number,
        "newer_minor": seal.newer_minor,
        "exported_at": seal.exported_at,
    }
