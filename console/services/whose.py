"""Whose desk it is: the person of this system's account, the database of the settings, the folder for letters."""

from __future__ import annotations

import getpass
from pathlib import Path

from console import places, settings
from console.settings import Settings

DEMO_LOGIN, DEMO_NAME, DEMO_ZONE = "dana", "Dana Kim", "Europe/Moscow"  # who works at the demo desk, and where


def chosen() -> Settings:
    """Return the settings of this desktop."""
    return settings.load(places.config_folder())


def keep(wanted: Settings) -> None:
    """Keep the settings of this desktop. Raises OSError."""
    settings.save(wanted, places.config_folder())


def account() -> str:
    """Return the login of the person who runs the program."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "local"


def database_url(given: str | None) -> str:
    """Return the database: as given, else as set, else a file in the person's data folder."""
    return given or chosen().database or f"sqlite:///{own_file()}"


def own_file() -> Path:
    """Return the database of a person who chose none."""
    return places.data_folder() / "desk.sqlite"


def missing_file(url: str) -> Path | None:
    """Return the file that a SQLite URL names where it is not there, else None; it needs no library of SQL."""
    written = url.partition("?")[0].removeprefix("sqlite:///")
    path = Path(written)
    return None if written == url or not written or path.exists() else path


def demo_file() -> Path:
    """Return the database of the demo desk."""
    return places.data_folder() / "demo" / "demo.sqlite"


def demo_url() -> str:
    """Return the demo desk as a database."""
    return f"sqlite:///{demo_file()}"


def letters_folder() -> Path:
    """Return the folder into which letters are written."""
    folder = chosen().out_folder
    return Path(folder) if folder else places.data_folder() / "letters"
