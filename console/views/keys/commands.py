"""Commands: an id, words, keys, and what to do. Single letters act only while nobody writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from console.views.words import say

GROUPS = ("ticket", "move", "list", "go", "window")


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One act of the window. `keys` are chords such as "J", "Shift+R", "Ctrl+K" or "G Q".

    A command that `repeats` runs on while its key is held down; every other acts once for a press. `group` is where
    palette and key sheet show it: ticket, move, list, go, window, or "" for one that is known by its keys alone.
    `why_not` names the words that say why it cannot be done now.
    """

    id: str
    keys: tuple[str, ...]
    run: Callable[[], object]
    icon: str = "bolt"
    enabled: Callable[[], bool] = _always
    repeats: bool = False
    group: str = "window"
    why_not: str = ""

    @property
    def title(self) -> str:
        """Return the words in the language in force."""
        return say(f"command.{self.id}")


class Commands:
    """The commands of a window by their id and by their keys."""

    def __init__(self) -> None:
        self._by_id: dict[str, Command] = {}
        self._by_key: dict[str, Command] = {}
        self._standard: dict[str, tuple[str, ...]] = {}

    def add(self, command: Command) -> None:
        """Add a command. Raises ValueError when a key is taken."""
        for key in command.keys:
            if key in self._by_key:
                raise ValueError(f"{key} belongs to {self._by_key[key].id}")
            self._by_key[key] = command
        self._by_id[command.id] = command
        self._standard[command.id] = command.keys

    def rebind(self, wanted: Mapping[str, Sequence[str]]) -> bool:
        """Give commands other keys than the standard ones; return whether that holds. Two owners of a key do not.

        A chord such as "G Q" and a command on "G" cannot both be. Unknown commands are passed over.
        """
        by_id = {
            name: replace(command, keys=tuple(wanted.get(name, self._standard[name])))
            for name, command in self._by_id.items()
        }
        by_key: dict[str, Command] = {}
        for command in by_id.values():
            for key in command.keys:
                if key in by_key:
                    return False
                by_key[key] = command
        if any(key.split(" ")[0] in by_key for key in by_key if " " in key):
            return False
        self._by_id, self._by_key = by_id, by_key
        return True

    def is_changed(self, command_id: str) -> bool:
        """Return whether a command has other keys than the standard ones."""
        return self._by_id[command_id].keys != self._standard[command_id]

    def owner_of(self, key: str) -> Command | None:
        """Return the command that has a key, or whose chord begins with it or is begun by it."""
        found = self._by_key.get(key) or self._by_key.get(key.split(" ", maxsplit=1)[0])
        return found or next((one for known, one in self._by_key.items() if known.startswith(f"{key} ")), None)

    def all(self) -> tuple[Command, ...]:
        """Return every command in the order they were added."""
        return tuple(self._by_id.values())

    def of_group(self, group: str) -> tuple[Command, ...]:
        """Return the commands of a group in their order."""
        return tuple(command for command in self._by_id.values() if command.group == group)

    def by_key(self, key: str) -> Command | None:
        """Return the command of a key."""
        return self._by_key.get(key)

    def begins(self, key: str) -> bool:
        """Return whether a chord begins with this key."""
        return any(known.startswith(f"{key} ") for known in self._by_key)

    def run(self, command_id: str) -> bool:
        """Run a command if it is enabled; return whether it ran."""
        command = self._by_id[command_id]
        if not command.enabled():
            return False
        command.run()
        return True
