"""Several hosts in one address: `postgresql://login@one:5432,two:5432/desk`. The first that takes writing is used.

After a fail-over the other one is: every new connection looks for it. So nothing is ever read from a standby that may
be behind where a decision rests on it. A standby for reports alone is named apart: `…/desk?reports=three:5432`.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import URL

_SEVERAL = re.compile(r"^(postgresql[^:/]*://(?:[^@/?]*@)?)([^/?@]*,[^/?@]*)((?:[/?].*)?)$", re.DOTALL)
_PORT = "5432"
REPORTS = "reports"
_PLACE = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[\w.-]+)(:\d{1,5})?(,(\[[0-9A-Fa-f:.]+\]|[\w.-]+)(:\d{1,5})?)*", re.ASCII)
_OF_PLACE = ("host", "hostaddr", "port", "target_session_attrs", REPORTS)


def apart(url: str) -> str:
    """Return an address with several hosts so that the library can read it: the hosts stand behind the database."""
    found = _SEVERAL.match(url)
    if found is None:
        return url
    begin, listed, rest = found.groups()
    path, _, query = rest.partition("?")
    pairs = [_pair(one) for one in listed.split(",") if one]
    names, ports = (",".join(part) for part in zip(*pairs, strict=True))
    more = f"&{query}" if query else ""
    return f"{begin}{path or '/'}?host={names}&port={ports}{more}"


def listed(parsed: URL) -> tuple[tuple[str, str], ...]:
    """Return the hosts of an address that names several, with their ports; nothing where it names one."""
    names, ports = (_words(parsed, name) for name in ("host", "port"))
    pairs = [_pair(one) for one in names]
    if len(pairs) < 2:  # noqa: PLR2004 - several are two or more
        return ()
    if len(ports) == len(pairs):
        return tuple((host, port or _PORT) for (host, _), port in zip(pairs, ports, strict=True))
    port = ports[0] if ports else ""
    return tuple((host, own or port or _PORT) for host, own in pairs)


def is_place(text: str) -> bool:
    """Return whether a text is HOST or HOST:PORT, or several of them with commas between."""
    return bool(_PLACE.fullmatch(text))


def copy_place(parsed: URL) -> str:
    """Return where the copy for reports is, as it stands in the address, or ""."""
    return ",".join(_words(parsed, REPORTS))


def alone(parsed: URL) -> URL:
    """Return an address without its copy for reports."""
    return parsed.difference_update_query([REPORTS])


def copy_of(parsed: URL) -> URL | None:
    """Return the address of the copy for reports: another place, all else (login, database, proof) the same."""
    place = copy_place(parsed)
    if not place:
        return None
    pairs = [_pair(one) for one in place.split(",") if one]
    there = parsed.difference_update_query(_OF_PLACE)
    if len(pairs) == 1:
        host, port = pairs[0]
        return there.set(host=host.strip("[]"), port=int(port or _PORT))
    names, ports = (",".join(part) for part in zip(*pairs, strict=True))
    bare = URL.create(there.drivername, there.username, there.password, None, None, there.database, there.query)
    return bare.update_query_dict({"host": names, "port": ports})


def together(parsed: URL) -> str:
    """Return an address as it may be shown, its several hosts in the place where one would stand."""
    several = listed(parsed)
    plain = URL.create("postgresql", parsed.username, None, None if several else parsed.host, None, parsed.database)
    if not several:
        return plain.set(port=parsed.port).render_as_string(hide_password=True)
    login, _, database = plain.render_as_string(hide_password=True).removeprefix("postgresql://").rpartition("/")
    names = ",".join(f"{host}:{port}" for host, port in several)
    who = f"{login.rstrip('@')}@" if login else ""
    return f"postgresql://{who}{names}/{database}"


def arguments(parsed: URL, *, read_only: bool) -> dict[str, Any]:
    """Return what the address asks of the connection; of several hosts the one that takes writing is wanted."""
    given: dict[str, Any] = {name: _text(value) for name, value in parsed.query.items() if name != REPORTS}
    several = listed(parsed)
    if several:
        given |= {
            "host": ",".join(host.strip("[]") for host, _ in several),
            "port": ",".join(port for _, port in several),
        }
        given.setdefault("target_session_attrs", "any" if read_only else "read-write")
    return given


def _pair(one: str) -> tuple[str, str]:
    host, colon, port = one.rpartition(":")
    return (host, port) if colon and port.isdigit() and not host.endswith(":") else (one, _PORT if not colon else "")


def _words(parsed: URL, name: str) -> list[str]:
    value = parsed.query.get(name, ())
    found = (value,) if isinstance(value, str) else value
    return [part for one in found for part in one.split(",")]


def _text(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ",".join(value)
