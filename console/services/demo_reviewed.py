"""A demo desk on which people decided: refusals that were sent, choices as proposed, and some with another reason.

Reviews are shown over an archive of it. Everything goes the real way, as a person at the window would do it.
"""

from __future__ import annotations

from console.faults import Known
from console.query import parse
from console.services import deciding, refusing, showing
from console.services.desk import Desk

_MOST = 100
_EACH_OTHERWISE = 4
_REASON = "Long-standing customer; the lead agreed"


def decide_all(desk: Desk) -> int:
    """Decide every open request of a demo desk, each once; return how many decisions were taken."""
    made = 0
    for row in showing.queue_page(desk, parse("is:open sort:created").query, limit=_MOST).rows:
        panels = showing.panels(desk, row.id)
        if panels.detail.decisions:
            continue
        try:
            _decide(desk, panels, otherwise=made % _EACH_OTHERWISE == _EACH_OTHERWISE - 1)
        except Known:
            continue  # a fact is still missing that only a person could say
        made += 1
    return made


def _decide(desk: Desk, panels: showing.Panels, *, otherwise: bool) -> None:
    view = panels.assessment
    milder = next((one for one in deciding.options(panels) if one.allowed and one.outcome != view.outcome), None)
    if otherwise and milder is not None:
        deciding.choose(desk, panels, milder.outcome, reason=_REASON)
        return
    if view.outcome == "refuse" and view.primary:
        language = panels.detail.row.language or "en"
        prepared = refusing.prepare(desk, panels, view.primary, language)
        text = prepared.filled.text
        refusing.refuse(desk, panels, prepared, text, base_event=panels.detail.event_n)
        return
    deciding.choose(desk, panels, view.outcome)
