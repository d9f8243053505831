"""Where the program keeps its files. CLAUSEDESK_HOME, where it is set, holds all of them (a portable desk, a test)."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_NAME = "clausedesk"


def data_folder() -> Path:
    """Return the folder of databases and letters, made when it is missing."""
    return _made(_home("data") or Path(platformdirs.user_data_dir(_NAME, appauthor=False)))


def config_folder() -> Path:
    """Return the folder of settings."""
    return _made(_home("config") or Path(platformdirs.user_config_dir(_NAME, appauthor=False)))


def log_folder() -> Path:
    """Return the folder of logs."""
    return _made(_home("log") or Path(platformdirs.user_log_dir(_NAME, appauthor=False)))


def backup_folder() -> Path:
    """Return the folder of backups of local databases."""
    return _made(data_folder() / "backups")


def review_folder() -> Path:
    """Return the folder of reviewers' drafts, which is made by the first one that is kept."""
    return (_home("data") or Path(platformdirs.user_data_dir(_NAME, appauthor=False))) / "reviews"


def _home(part: str) -> Path | None:
    home = os.environ.get("CLAUSEDESK_HOME")
    return Path(home) / part if home else None


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
