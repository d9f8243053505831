"""Names from strangers: of files, made safe for every system, and of hosts, looked at for disguises.

Nothing is opened or looked up here; a file name never becomes a path.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from console.channels.untrusted.confusables import skeleton
from console.channels.untrusted.limits import NAME_BYTES

_DROPPED: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_REPLACED: Final = re.compile(r'[\\/:*?"<>|]')
_DEVICE: Final = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)
_ENDS: Final = " .\u00a0"
_LONGEST_EXTENSION: Final = 16
_NO_NAME: Final = "attachment"
_LONGEST_NAME: Final = 4_096

_LONGEST_HOST, _LONGEST_LABEL = 253, 63
_EAST_ASIAN: Final = frozenset(("CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO", "HANGUL", "KATAKANA-HIRAGANA"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A host as it is shown: in Unicode, in ASCII (punycode), and what is odd about it.

    `warning` is None, "bad_host" (no such name can exist), "mixed_script" (letters of two scripts in one label) or
    "confusable" (reads like the known domain `looks_like`).
    """

    shown: str
    punycode: str
    warning: str | None = None
    looks_like: str = ""


def clean_name(name: str) -> str:
    """Return a file name that Windows, macOS and Linux take and that stays in its folder.

    At most 120 bytes of UTF-8, the extension kept; never empty; the same again when it is cleaned twice.
    """
    text = _plain(name[-_LONGEST_NAME:])
    stem, extension = _divided(text)
    room = NAME_BYTES - len(extension.encode())
    stem = _no_device(stem).encode()[:room].decode(errors="ignore").strip(_ENDS)
    return _no_device(_plain((stem or _NO_NAME) + extension))


def _no_device(text: str) -> str:
    return f"_{text}" if _DEVICE.fullmatch(text.split(".", maxsplit=1)[0].strip(_ENDS)) else text


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    text = "".join(_one(character) for character in text)
    text = unicodedata.normalize("NFC", _REPLACED.sub("_", text)).strip(_ENDS)
    return "_" + text.lstrip("-~") if text.startswith(("-", "~")) else text


def _one(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\t\n\r":
        return " "
    if category in _DROPPED:
        return ""
    return " " if category == "Zs" else character


def _divided(text: str) -> tuple[str, str]:
    stem, dot, extension = text.rpartition(".")
    if not dot or not stem or not extension.isalnum() or len(extension.encode()) >= _LONGEST_EXTENSION:
        return text, ""
    return stem, f".{extension}"


def host_warning(host: str, known: frozenset[str] = frozenset()) -> str | None:
    """Return what is odd about a host as a code, or None; see `Host`. `known` holds domains in Unicode or punycode."""
    return describe_host(host, known).warning


def describe_host(host: str, known: frozenset[str] = frozenset()) -> Host:
    """Return a host in both spellings and whether it is a disguise. Numbers and [IPv6] addresses are not looked at."""
    host = host.strip().rstrip(".").lower()
    if re.fullmatch(r"\[[0-9a-f:.]{2,45}\]|[0-9.]{1,60}", host):
        return Host(shown=host, punycode=host)
    try:
        labels = [_both(label) for label in host.split(".")]
    except ValueError:
        escaped = host[:_LONGEST_HOST].encode("ascii", "backslashreplace").decode()
        return Host(shown=escaped, punycode=escaped, warning="bad_host")
    shown = ".".join(each[0] for each in labels)
    punycode = ".".join(each[1] for each in labels)
    if len(punycode) > _LONGEST_HOST:
        return Host(shown=shown[:_LONGEST_HOST], punycode=punycode[:_LONGEST_HOST], warning="bad_host")
    looks_like = _looks_like(shown, known)
    if any(_is_mixed(label) for label, _ in labels):
        return Host(shown=shown, punycode=punycode, warning="mixed_script", looks_like=looks_like)
    return Host(shown=shown, punycode=punycode, warning="confusable" if looks_like else None, looks_like=looks_like)


def _both(label: str) -> tuple[str, str]:
    """Return a label in Unicode and in ASCII. Raises ValueError (also as UnicodeError)."""
    if not label or len(label) > _LONGEST_LABEL:
        raise ValueError(label)
    ascii_label = unicodedata.normalize("NFKC", label).encode("idna").decode("ascii").lower()
    if not re.fullmatch(r"[a-z0-9_-]{1,63}", ascii_label):
        raise ValueError(label)
    shown = ascii_label.encode("ascii").decode("idna") if ascii_label.startswith("xn--") else ascii_label
    return shown, ascii_label


def _is_mixed(label: str) -> bool:
    scripts = {unicodedata.name(letter, "UNKNOWN").split()[0] for letter in label if letter.isalpha()}
    if scripts & _EAST_ASIAN:
        return bool(scripts - _EAST_ASIAN - {"LATIN"})
    return len(scripts) > 1


def _looks_like(host: str, known: frozenset[str]) -> str:
    labels = host.split(".")
    for each in sorted(known):
        try:
            domain = ".".join(_both(label)[0] for label in each.strip().rstrip(".").lower().split("."))
        except ValueError:
            continue
        end = ".".join(labels[-(domain.count(".") + 1) :])
        if end != domain and skeleton(end) == skeleton(domain):
            return domain
    return ""
