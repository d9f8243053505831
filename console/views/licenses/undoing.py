"""The way back from an entry of the register: the command that takes it off or puts the former values back.

A transfer to the archive and a decision on the way back stay in the history when they are taken back. What must stay
for good (a check) has no way back; a further record corrects it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from console.services import archiving, customers, registry
from console.services.desk import Desk
from console.views.licenses.entry_form import Form, Values


def way_back(
    desk: Desk, wish: str, form: Form, result: Any, before: Values, values: Values | None
) -> Callable[[], object] | None:
    """Return what takes an entry back, or None where nothing does."""
    key = int(result)
    if values is None:
        return _put_back(desk, wish, key)
    if form.remove is not None or wish in ("license", "customer"):
        return _former(desk, wish, key, before, values)
    taken: dict[str, Callable[[], object]] = {
        "contact": lambda: customers.edit_contact(desk, key, active=False),
        "domain": lambda: registry.edit_domain(desk, key, active=False),
        "channel": lambda: registry.edit_channel(desk, key, active=False),
        "purchase": lambda: registry.edit_purchase(desk, key, void=True),
        "renewal": lambda: registry.edit_purchase(desk, key, void=True),
        "transfer": lambda: archiving.take_back_transfer(desk, key),
        "restoration": lambda: archiving.take_back_restoration(desk, key),
    }
    return taken.get(wish)


def _put_back(desk: Desk, wish: str, key: int) -> Callable[[], object] | None:
    put: dict[str, Callable[[], object]] = {
        "contact": lambda: customers.edit_contact(desk, key, active=True),
        "domain": lambda: registry.edit_domain(desk, key, active=True),
        "channel": lambda: registry.edit_channel(desk, key, active=True),
        "purchase": lambda: registry.edit_purchase(desk, key, void=False),
    }
    return put.get(wish)


def _former(desk: Desk, wish: str, key: int, before: Values, values: Values) -> Callable[[], object] | None:
    """Return what writes the former values; a field that somebody else has changed since is not overwritten."""
    changed = {name: value for name, value in values.items() if before.get(name) != value}
    if not changed:
        return None
    old, new = {name: before[name] for name in changed}, dict(changed)
    edits: dict[str, Callable[..., int]] = {
        "license": registry.edit_license,
        "customer": customers.edit_customer,
        "contact": customers.edit_contact,
        "domain": registry.edit_domain,
        "channel": registry.edit_channel,
        "purchase": registry.edit_purchase,
    }
    edit = edits.get(wish)
    return None if edit is None else lambda: edit(desk, key, seen=new, **old)
