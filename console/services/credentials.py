"""Passwords of databases: from the system's keyring, a credential of the service, or asked for; never from a setting.

They are kept in memory while the program runs. The keyring is asked with a time limit, because one that is broken
never answers.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from console.faults import Known
from console.store.engine import Address, address_of, with_password

LIMIT_SECONDS = 5.0
SERVICE = "clausedesk"
CREDENTIAL = "clausedesk-password"
T = TypeVar("T")
_typed: dict[str, str] = {}


def opened(url: str) -> str:
    """Return the URL with the password that is known for it; unchanged where none is known or none is needed."""
    address = address_of(url)
    if address is None or address.has_password:
        return url
    found = _typed.get(address.shown) or of_service() or kept(address)
    return url if not found else with_password(url, found)


def typed(url: str, password: str) -> str:
    """Hold a password that was typed until the program ends; return the URL with it."""
    address = address_of(url)
    if address is None:
        return url
    _typed[address.shown] = password
    return with_password(url, password)


def forget(url: str) -> None:
    """Forget a password that does not hold (any more), in memory and in the keyring."""
    address = address_of(url)
    if address is not None:
        _typed.pop(address.shown, None)
        _asked(lambda ring: ring.delete_password(SERVICE, address.shown))


def keep(url: str, password: str) -> None:
    """Keep a password in the system's keyring. Raises Known ("keyring_silent") where there is none that answers."""
    address = address_of(url)
    if address is None:
        return
    _typed[address.shown] = password
    if not _asked(lambda ring: ring.set_password(SERVICE, address.shown, password) or True):
        raise Known("keyring_silent")


def kept(address: Address) -> str:
    """Return the password that the keyring has for an address, or ""."""
    return _asked(lambda ring: ring.get_password(SERVICE, address.shown)) or ""


def of_service() -> str:
    """Return the password that the system hands to this service (systemd's LoadCredential=), or ""."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if not folder:
        return ""
    try:
        return (Path(folder) / CREDENTIAL).read_text(encoding="utf-8").rstrip("\r\n")
    except OSError:
        return ""


def keep_secret(name: str, secret: str) -> bool:
    """Keep a secret of another kind in the system's keyring; return whether it answered."""
    return bool(_asked(lambda ring: ring.set_password(SERVICE, name, secret) or True))


def kept_secret(name: str) -> str:
    """Return a secret that the keyring has, or ""."""
    return _asked(lambda ring: ring.get_password(SERVICE, name)) or ""


def _asked(question: Callable[..., T]) -> T | None:
    """Ask the keyring; None where it fails or does not answer in time."""
    answers: list[T] = []

    def ask() -> None:
        import keyring  # noqa: PLC0415 - slow to load, and only teams need it
        from keyring.errors import KeyringError  # noqa: PLC0415 - same

        with contextlib.suppress(KeyringError, OSError, RuntimeError, ValueError):
            answers.append(question(keyring))

    asking = threading.Thread(target=ask, name="keyring", daemon=True)
    asking.start()
    asking.join(LIMIT_SECONDS)
    return answers[0] if answers else None
