"""Telegram: Desktop's exports and Bot API updates, read as streams."""
