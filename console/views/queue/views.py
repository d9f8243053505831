"""The views of the queue: those that everybody has and those that somebody saved. Each is a name for a query."""

from __future__ import annotations

from dataclasses import dataclass

from console.query import parse
from console.records.views import SavedView
from console.views.words import has, say


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A view of the sidebar: its key, icon, query and keys. `saved` is the record of one that somebody saved."""

    key: str
    icon: str
    query: str
    chord: str = ""
    saved: SavedView | None = None

    @property
    def title(self) -> str:
        """Return its name: the words of the window, or the name somebody gave."""
        return say(f"view.{self.key}") if self.saved is None else self.saved.name

    @property
    def hint(self) -> tuple[str, str]:
        """Return the title and text of what is to be done in this view, or two empty texts."""
        key = f"hint.{self.key}"
        return (say(key), say(f"{key}_text")) if self.saved is None and has(key) else ("", "")

    def is_query(self, text: str) -> bool:
        """Return whether a text asks what the view asks."""
        return str(parse(text).query) == str(parse(self.query).query)


VIEWS = (
    View(key="mine", icon="inbox", query="is:open owner:me -is:snoozed", chord="G Q"),
    View(key="unassigned", icon="user-off", query="is:open owner:none -is:snoozed", chord="G U"),
    View(key="critical", icon="alert-octagon", query="is:open tier:critical", chord="G C"),
    View(key="all_open", icon="list-details", query="is:open", chord="G O"),
    View(key="waiting", icon="clock-pause", query="is:waiting", chord="G W"),
    View(key="snoozed", icon="zzz", query="is:snoozed", chord="G Z"),
    View(key="to_confirm", icon="message-report", query="is:proposed,held", chord="G F"),
    View(key="unmatched", icon="help-circle", query="is:unmatched", chord="G N"),
    View(key="ends_soon", icon="hourglass", query="is:open ends:<30d", chord="G E"),
    View(key="closed", icon="circle-check", query="is:resolved sort:-updated", chord="G D"),
)


def view_of(saved: SavedView) -> View:
    """Return a saved view as the sidebar shows it."""
    return View(key=f"saved:{saved.id}", icon="filter", query=saved.query, saved=saved)
