"""Where a link leads: one spelling of the target, its host in punycode, and whether it pretends to be another.

Only http, https and mailto come out of here. A link is described, never followed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from console.channels.untrusted.names import describe_host
from console.channels.untrusted.text import without_controls, without_invisible, word_set

_LONGEST: Final = 2_000
_SHOWN: Final = 300
_KEPT: Final = "!#$%&'()*+,/:;=?@[]~"
_MAILTO_FIELDS: Final = frozenset(("subject", "body", "cc", "to"))
_LOOKS_LIKE_HOST: Final = re.compile(
    r"(?:(?:https?|ftp)://|www\.)[^\s/<>\"']{3,253}|(?<![\w.@-])(?:[^\W_][\w-]{0,62}\.){1,8}[^\W\d_]{2,24}(?=[\s/:,;?!]|\.?$)",
    re.IGNORECASE,
)
_COMMON_FILE_ENDS: Final = word_set("txt pdf doc docx xls xlsx png jpg jpeg gif zip html htm py js csv log exe msi")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of a message. `target` is ASCII and is what would be opened; `shown` is the text one would press.

    `warning` is None or the first that holds: "bad_host", "mixed_script", "confusable", "other_host" (the text names
    another host than the target), "user_info" (a name before an @ hides the host), "bare_number" (an IP address).
    """

    shown: str
    target: str
    host_punycode: str
    warning: str | None = None
    looks_like: str = ""


def safe_target(address: str) -> str | None:
    """Return the address in its one ASCII spelling, or None when it is no http, https or plain mailto address."""
    bare = re.sub(r"[\x00-\x20\x7f-\xa0]+", "", without_invisible(without_controls(address))).replace("\\", "/")
    scheme, colon, rest = bare.partition(":")
    if not colon or len(bare) > _LONGEST or not rest:
        return None
    if scheme.lower() == "mailto":
        return _safe_mailto(rest)
    return _safe_web(scheme.lower(), rest) if scheme.lower() in {"http", "https"} else None


def describe_link(shown: str, target: str, known: frozenset[str] = frozenset()) -> Link:
    """Return a link with its warning; `target` comes from `safe_target`."""
    text = " ".join(without_invisible(without_controls(shown)).split())[:_SHOWN]
    parts = urlsplit(target)
    mail = parts.scheme == "mailto"
    name = parts.path.rpartition("@")[2] if mail else parts.hostname or ""
    host = describe_host(f"[{name}]" if ":" in name else unquote(name), known)
    warning = host.warning or _disguise(text, host.punycode, known)
    if warning is None and not mail:
        if "@" in parts.netloc:
            warning = "user_info"
        elif re.fullmatch(r".*:.*|[0-9.]+|0x[0-9a-f.x]+", name.lower()):
            warning = "bare_number"
    return Link(shown=text, target=target, host_punycode=host.punycode, warning=warning, looks_like=host.looks_like)


def _disguise(text: str, host: str, known: frozenset[str]) -> str | None:
    found = _LOOKS_LIKE_HOST.search(text)
    if not found:
        return None
    name = re.sub(r"^(?:https?|ftp)://", "", found.group(), flags=re.IGNORECASE).split("@")[-1].split(":")[0]
    if name.rpartition(".")[2].lower() in _COMMON_FILE_ENDS:
        return None
    named = describe_host(name, known).punycode.removeprefix("www.")
    plain = host.removeprefix("www.")
    same = plain == named or plain.endswith(f".{named}")
    return None if same else "other_host"


def _safe_web(scheme: str, rest: str) -> str | None:
    try:
        parts = urlsplit(f"{scheme}://{rest.lstrip('/')}")
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if not name:
        return None
    if ":" in name:
        host = f"[{name}]" if re.fullmatch(r"[0-9a-f:.]+", name) else ""
    else:
        named = describe_host(unquote(name))
        host = "" if named.warning == "bad_host" else named.punycode
    if not host or not re.fullmatch(r"[a-z0-9._-]+|\[[0-9a-f:.]+\]", host):
        return None
    user = parts.netloc.rpartition("@")[0]
    place = (quote(user, safe=":%") + "@" if user else "") + host + (f":{port}" if port is not None else "")
    tail = quote(parts.path, safe=_KEPT) + (f"?{quote(parts.query, safe=_KEPT)}" if parts.query else "")
    return f"{scheme}://{place}{tail}" + (f"#{quote(parts.fragment, safe=_KEPT)}" if parts.fragment else "")


def _safe_mailto(rest: str) -> str | None:
    address, _, query = rest.partition("?")
    fields = [field.partition("=") for field in re.split("&(?:amp;)?", query) if field]
    if not all(unquote(name).lower() in _MAILTO_FIELDS for name, _, _ in fields):
        return None
    if re.search(r"%0[0-9a-d]", rest.partition("?")[0], re.IGNORECASE):
        return None
    kept = "&".join(f"{name.lower()}={quote(value, safe=_KEPT)}" for name, _, value in fields)
    return f"mailto:{quote(address, safe=_KEPT)}" + (f"?{kept}" if kept else "")
