"""Widgets: they show records and emit wishes. No query and no decision stands here."""
