"""Saved views as verbs: save a query under a name, change it, remove it. The query is kept in its English form."""

from __future__ import annotations

from collections.abc import Callable

from console.faults import BadInput
from console.query import parse
from console.records.base import Json
from console.records.views import SavedView
from console.services.desk import Desk
from console.store import Unit, tables
from console.store.queries import views

MOST_VIEWS = 50
_LONGEST_NAME = 60


def saved_views(desk: Desk) -> tuple[SavedView, ...]:
    """Return the views this person sees."""
    with desk.store.read() as connection:
        return views.saved(connection, desk.actor.staff_id)


def save_view(desk: Desk, name: str, query: str) -> int:
    """Keep a query under a name for this person; the same name again changes it. Raises BadInput."""
    name, text = " ".join(name.split())[:_LONGEST_NAME], _canonical(query)
    if not name:
        raise BadInput("view_without_name")

    def act(unit: Unit) -> int:
        known = views.saved(unit.connection, desk.actor.staff_id)
        same = next((one for one in known if one.name == name and not one.shared), None)
        if same is not None:
            unit.amend(tables.desk.saved_views, same.id, expected=None, query=text)
            return same.id
        if len(known) >= MOST_VIEWS:
            raise BadInput("too_many_views", most=MOST_VIEWS)
        return unit.insert(
            tables.desk.saved_views, name=name, query=text, owner_id=desk.actor.staff_id, position=len(known)
        )

    return int(str(_carry(desk, "save", act)))


def change_view(desk: Desk, view: SavedView, query: str) -> None:
    """Keep another query under the name of a view. Raises Stale when somebody changed it first."""
    text = _canonical(query)

    def act(unit: Unit) -> None:
        unit.amend(tables.desk.saved_views, view.id, expected=view.version, query=text)

    _carry(desk, "change", act)


def remove_view(desk: Desk, view: SavedView) -> None:
    """Remove a view; the tickets stay. Raises NotFound."""

    def act(unit: Unit) -> None:
        unit.delete(tables.desk.saved_views, view.id)

    _carry(desk, "remove", act)


def _carry(desk: Desk, what: str, act: Callable[[Unit], Json]) -> Json:
    def body(unit: Unit) -> Json:
        unit.touch("views")
        return act(unit)

    return desk.apply(desk.command(f"view.{what}"), body).result


def _canonical(query: str) -> str:
    parsed = parse(query)
    if parsed.problems:
        raise BadInput(parsed.problems[0].code, **parsed.problems[0].params)
    return str(parsed.query)
