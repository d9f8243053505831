"""The log: a file of this desktop, in which no secret and no text of a customer stands."""

from __future__ import annotations

import logging
import re
from pathlib import Path

_SECRET = re.compile(r"(?i)(password|passwd|pwd|secret|token)(\s*[=:]\s*)\S+|(://[^:/@\s]+:)[^@\s]+(@)")
_SIZE = 1_000_000


class Redaction(logging.Filter):
    """Takes passwords out of what is logged, also out of addresses of databases."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the finished message."""
        record.msg = redact(record.getMessage())
        record.args = ()
        return True


def redact(text: str) -> str:
    """Return the text without passwords."""

    def hide(match: re.Match[str]) -> str:
        return f"{match[1]}{match[2]}…" if match[1] else f"{match[3]}…{match[4]}"

    return _SECRET.sub(hide, text)


def begin(folder: Path, level: int = logging.INFO) -> None:
    """Begin to log into the person's log folder, once; the database library never logs below a warning."""
    from logging.handlers import RotatingFileHandler  # noqa: PLC0415 - it is loaded behind the first frame

    root, file = logging.getLogger(), folder / "clausedesk.log"
    if any(isinstance(one, RotatingFileHandler) and one.baseFilename == str(file) for one in root.handlers):
        return
    handler = RotatingFileHandler(file, maxBytes=_SIZE, backupCount=3, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.addFilter(Redaction())
    root.addHandler(handler)
    root.setLevel(level)
    logging.getLogger("sqlalchemy").setLevel(logging.WARNING)
