"""A password may not stand on a command line: it is held as one that was typed."""

from __future__ import annotations

from sqlalchemy import make_url

from console.services import credentials


def without_password(url: str) -> str:
    """Return the URL as it may stand on a command line; its password is known to the program."""
    parts = make_url(url)
    if parts.password is None:
        return url
    bare = parts._replace(password=None).render_as_string(hide_password=False)
    credentials.typed(bare, parts.password)
    return bare
