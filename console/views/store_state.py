"""What the window says of its database beside the company's name: online, slow, reconnecting since, not confirmed."""

from __future__ import annotations

from collections.abc import Callable

from console.store import Store
from console.views.words import say, say_count


class StoreState:
    """One line with its tone; what matters most is said. `show` takes both."""

    def __init__(self, store: Store, show: Callable[[str, str], None]) -> None:
        self._store, self._show = store, show
        self.since = ""
        """The hour since which the database has been away, empty while it answers."""
        self.is_slow = False

    def say(self) -> None:
        """Say how it stands."""
        self._show(*self.words())

    def words(self) -> tuple[str, str]:
        """Return the line and its tone."""
        waits = self._store.unconfirmed
        if self.since:
            line = say("store.reconnecting" if self._store.is_postgres else "store.offline", time=self.since)
            return (f"{line}  ·  {say_count('store.unconfirmed', waits)}" if waits else line), "critical"
        if waits:
            return say_count("store.unconfirmed", waits), "functional"
        if self._store.read_only:
            return say("store.read_only_short"), "functional"
        return (say("store.slow"), "functional") if self.is_slow else (say("store.live"), "ok")

    def title(self) -> str:
        """Return the heading of the strip over the window."""
        key = "store.reconnecting_title" if self._store.is_postgres else "store.offline_title"
        return say(key, time=self.since)
