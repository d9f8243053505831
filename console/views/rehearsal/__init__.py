"""Rehearsal on the screen: what another version would change among past requests, as a list and a chart."""

from console.views.rehearsal.screen import RehearsalScreen

__all__ = ["RehearsalScreen"]
