"""Words of a query that begin with "-": for the command line they would be options, which they are not."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence

_QUERY = "QUERY"


def shielded(actions: Iterable[argparse.Action], arguments: Sequence[str]) -> list[str]:
    """Return the arguments of a command; where it takes a query, its words that leave out stand behind a space.

    A query does without spaces at its ends, and argparse takes no word for an option that begins with one.
    """
    actions = list(actions)
    options = {name: one for one in actions for name in one.option_strings}
    is_asked = any(one.dest == "query" or _QUERY in str(one.metavar) for one in actions)
    if not is_asked:
        return list(arguments)
    safe: list[str] = []
    for place, one in enumerate(arguments):
        if one == "--":
            return [*safe, *arguments[place:]]
        before = options.get(arguments[place - 1]) if place else None
        is_value = before is not None and before.nargs != 0 and before.dest != "query"
        leaves_out = one[:1] == "-" and one[:2] not in ("-", "--") and one not in options
        safe.append(f" {one}" if leaves_out and not is_value else one)
    return safe
