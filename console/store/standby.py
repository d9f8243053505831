"""Whether a server waits for a second one before it says that something is kept, and whether that one is there.

With a synchronous standby nothing that a desk was told is done is lost when the server is: every commit waits for both.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

SYNCHRONOUS, MISSING, ASYNCHRONOUS, ABSENT = "synchronous", "missing", "asynchronous", "absent"
COPY, LOCAL = "copy", "local"
_SETTINGS = text(
    "SELECT current_setting('synchronous_standby_names'), current_setting('synchronous_commit'), pg_is_in_recovery()"
)
_OTHERS = text("SELECT sync_state FROM pg_stat_replication WHERE state IS NULL OR state = 'streaming'")
_WAITED_FOR = ("sync", "quorum")
_NO_WAIT = ("off", "local")


def standby(connection: Connection) -> str:
    """Return how a database is kept a second time.

    synchronous: each commit waits for a second server. missing: it would, but none is there, so that writes wait.
    asynchronous: a second server follows behind; absent: there is none. copy: this is the second server itself. local:
    a file. Every login sees that a second server is there; only the operator's sees which of several is waited for.
    """
    if connection.dialect.name != "postgresql":
        return LOCAL
    names, commit, is_copy = connection.execute(_SETTINGS).one()
    if is_copy:
        return COPY
    states = list(connection.execute(_OTHERS).scalars())
    if names.strip() and commit not in _NO_WAIT:
        return SYNCHRONOUS if any(one is None or one in _WAITED_FOR for one in states) else MISSING
    return ASYNCHRONOUS if states else ABSENT
