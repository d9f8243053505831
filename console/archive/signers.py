"""Who may have signed: a file of public keys as OpenSSH reads it (allowed_signers), each with its dates of validity."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatchcase

from console.archive import sshsig

_DATE = "%Y%m%d%H%M%SZ"
_DATES = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_LINE = re.compile(r'(?P<who>\S+)(?: (?P<options>(?:[^\s"]|"[^"]*")+))? ssh-ed25519 (?P<key>[A-Za-z0-9+/=]+)(?: .*)?')
_BARE = re.compile(r"ssh-ed25519 (?P<key>[A-Za-z0-9+/=]+)(?:\s+(?P<comment>.*))?")
_OPTION = re.compile(r'(valid-after|valid-before|namespaces)="([^"]*)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A public key, whose it is, and from when until when it counts."""

    name: str
    public: bytes
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    namespaces: str | None = field(default=None, compare=False)

    @property
    def key_id(self) -> str:
        """Return how OpenSSH names the key."""
        return sshsig.key_id(self.public)

    def signs(self, public: bytes, namespace: str) -> bool:
        """Return whether it is this key, and believed for what is signed."""
        if public != self.public or self.namespaces is None:
            return public == self.public
        said = [one.strip().replace("[", "[[]") for one in self.namespaces.split(",")]
        held = [fnmatchcase(namespace, one.removeprefix("!")) for one in said]
        denied = any(hit for one, hit in zip(said, held, strict=True) if one.startswith("!"))
        return any(held) and not denied

    def counts_at(self, at: datetime) -> bool:
        """Return whether the key was valid at an instant."""
        return (self.valid_from is None or self.valid_from <= at) and (self.valid_to is None or at < self.valid_to)


def read(text: str) -> tuple[Signer, ...]:
    """Return the signers of a file; a line that is no Ed25519 key is not one of ours and is passed over."""
    found = []
    for line in text.splitlines():
        told = _LINE.fullmatch(line.strip())
        public = None if told is None else sshsig.public_of(told["key"])
        if told is None or public is None or "cert-authority" in (told["options"] or ""):
            continue
        options = dict(_OPTION.findall(told["options"] or ""))
        try:
            first, last = _date(options.get("valid-after")), _date(options.get("valid-before"))
        except ValueError:
            continue  # a key whose dates cannot be read counts never
        named = options.get("namespaces")
        found.append(Signer(name=told["who"], public=public, valid_from=first, valid_to=last, namespaces=named))
    return tuple(found)


def bare(text: str, name: str) -> tuple[Signer, ...]:
    """Return the keys of lines as ssh-keygen writes them into .pub; whose comment is empty is called `name`."""
    found = []
    for line in text.splitlines():
        told = _BARE.fullmatch(line.strip())
        public = None if told is None else sshsig.public_of(told["key"])
        if told is not None and public is not None:
            called = "_".join((told["comment"] or name).replace('"', "_").split())
            found.append(Signer(name=called, public=public))
    return tuple(found)


def written(signers: Iterable[Signer], namespaces: str) -> str:
    """Return the file of these signers, for `ssh-keygen -Y verify -f`."""
    return "".join(f"{_told(one, namespaces)}\n" for one in signers)


def _told(one: Signer, namespaces: str) -> str:
    options = [f'namespaces="{namespaces if one.namespaces is None else one.namespaces}"']
    if one.valid_from is not None:
        options.append(f'valid-after="{one.valid_from.astimezone(UTC):{_DATE}}"')
    if one.valid_to is not None:
        options.append(f'valid-before="{one.valid_to.astimezone(UTC):{_DATE}}"')
    name = re.sub(r"[\s\"]", "_", one.name)
    return f"{name} {','.join(options)} {sshsig.public_line(one.public)}"


def _date(text: str | None) -> datetime | None:
    if text is None:
        return None
    plain = text.removesuffix("Z")
    if not plain.isdecimal() or len(plain) not in _DATES:
        raise ValueError("no time as OpenSSH writes it")
    return datetime.strptime(plain, _DATES[len(plain)]).replace(tzinfo=UTC)
