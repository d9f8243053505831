"""Letters that look alike: a host is brought to its skeleton, and hosts with one skeleton can be taken for each other.

The table is small on purpose: Latin, Cyrillic, Greek, Armenian and digits, in the small letters that host names have.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_ALIKE: Final[dict[str, str]] = {
    "a": "аαɑⱥ",
    "b": "ЬьвƄɓ",
    "c": "сϲᴄⅽ",
    "d": "ԁɗⅾ",
    "e": "еєҽɛεэ",
    "f": "ƒẝſ",
    "g": "ɡɠց",
    "h": "һнհɦ",
    "i": "іιıɩӏ1l|ɪ",
    "j": "јϳʝ",
    "k": "кκқƙᴋ",
    "m": "мᴍ",
    "n": "пηոռɳ",
    "o": "оοօσ0ɵөⲟ",
    "p": "рρƿ",
    "q": "ԛգզ",
    "r": "гᴦɼɾ",
    "s": "ѕꜱʂ",
    "t": "тτţᴛ",
    "u": "υսцʋμ",
    "v": "ѵνᴠ",
    "w": "ԝшωաɯ",
    "x": "хχᶍ",
    "y": "уүγỿʏ",
    "z": "ᴢʐʑ",
    "3": "зʒӡ",
    "4": "ч",
    "6": "б",
}
_TABLE: Final = {ord(letter): base for base, letters in _ALIKE.items() for letter in letters}
_PAIRS: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("ci", "d"), ("ii", "u"))


def skeleton(host: str) -> str:
    """Return the host with every letter replaced by the plainest one it looks like; only for comparing, never shown."""
    apart = unicodedata.normalize("NFKD", host.lower())
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    plain = bare.translate(_TABLE)
    for pair, single in _PAIRS:
        plain = plain.replace(pair, single)
    return plain.replace("-", "")
