"""Bytes in, records out, and back: mail, Telegram, and what guards both.

Nothing here knows a database, a decision or the window.
"""
