"""What can go wrong, as two kinds: a Known fault of the world and a Bug of ours.

    Fault
    ├── Known          told to the person: what happened, what is kept, what to do; the work goes on
    │   ├── BadInput       the given value or file cannot be used
    │   ├── NotFound       what was asked for is not there
    │   ├── NotAllowed     the role or the state forbids the act
    │   ├── NotSet         a setting that the agreement leaves to the company has no value
    │   ├── Stale          somebody changed it first; both values are carried
    │   ├── Locked         another program holds the database
    │   │   └── Conflict       two acts met in the database; the same act is tried again
    │   ├── Unreachable    the database or the server does not answer
    │   ├── NewerSchema    the database was made by a newer major version
    │   └── Damaged        a file or a database fails its checks
    └── Bug            reported with everything needed to find it; never hidden

This module holds no sentence: the words of a fault stand in `resources/faults.toml` under its code.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

_LANGUAGES = ("en", "ru")
_NAME = re.compile(r"\{\{(\w+)\}\}")


class Fault(Exception):  # noqa: N818 - "fault" is the project's word for the head of the tree
    """Head of the tree: a code and the values its words need."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        """Return the English words, for logs and the command line."""
        return self.sentence("en")

    def sentence(self, language: str) -> str:
        """Return in one line what happened, what is kept and what to do, as far as each is told, in `language`."""
        return " ".join(part for part in self.words(language) if part)

    def words(self, language: str) -> tuple[str, str, str]:
        """Return (what happened, what is kept, what to do) in `language` ("en" or "ru")."""
        entry = _words().get(self.code, {})
        if not entry:
            detail = ", ".join(f"{key}={value}" for key, value in self.params.items())
            return (f"{self.code} {detail}".strip(), "", "")
        chosen = language if language in _LANGUAGES else "en"
        return tuple(_fill(str(entry.get(f"{part}_{chosen}", "")), self.params) for part in ("what", "kept", "todo"))  # type: ignore[return-value]  # three parts by construction


class Known(Fault):
    """A fault of the world: tell it, keep the work, offer the next step."""


class BadInput(Known):
    """A value or a file cannot be used."""


class NotFound(Known):
    """What was asked for is not there."""


class NotAllowed(Known):
    """The role of the person or the state of the thing forbids the act."""


class NotSet(Known):
    """A setting that the agreement leaves to the company has no value yet."""


class Stale(Known):
    """Somebody changed the row first. `params` carry field, yours, theirs and who."""


class Locked(Known):
    """Another program holds the database; the act was not carried out."""


class Conflict(Locked):
    """Two transactions met; nothing was written, and the same act may be tried again."""


class Unreachable(Known):
    """The database or a server does not answer."""


class NewerSchema(Known):
    """The database belongs to a newer major version of the console."""


class Damaged(Known):
    """A file or a database does not pass its checks."""


class Bug(Fault):
    """A fault of ours; it is reported whole."""


@cache
def _words() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("resources").joinpath("faults.toml").read_text(encoding="utf-8"))


def _fill(text: str, params: dict[str, object]) -> str:
    return _NAME.sub(lambda match: str(params.get(match[1], match[0])), text)
