"""Where a password comes from, and where it never is."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError, PasswordDeleteError

from console import journal, places, settings
from console.faults import Known
from console.services import credentials, whose
from console.store.engine import address_of, with_password

URL = "postgresql://ann@db.example.org/desk"
SECRET = "correct horse battery"


class Ring(KeyringBackend):
    """A keyring in memory."""

    priority = 1  # type: ignore[assignment]  # a number, where the library has a property

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError("not there")
        del self.kept[service, username]


class Broken(Ring):
    """A keyring that fails at once."""

    def get_password(self, *_asked: str) -> str | None:
        raise KeyringError("no")

    def set_password(self, *_given: str) -> None:
        raise KeyringError("no")


class Silent(Ring):
    """A keyring whose service is gone: it waits until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def get_password(self, *_asked: str) -> str | None:
        self.let_go.wait(30)
        return None


@pytest.fixture(autouse=True)
def _nothing_typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(credentials, "_typed", {})
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def use(ring: Ring) -> Any:
    keyring.set_keyring(ring)
    return ring


def test_a_password_that_was_typed_holds_until_the_program_ends() -> None:
    ring = use(Ring())
    assert credentials.opened(URL) == URL
    assert credentials.typed(URL, SECRET) == with_password(URL, SECRET)
    assert credentials.opened(URL) == with_password(URL, SECRET)
    assert credentials.opened("postgresql://ben@db.example.org/desk").endswith("/desk")
    assert ring.kept == {}


def test_the_keyring_is_asked_and_kept_by_login_server_and_database() -> None:
    ring = use(Ring())
    credentials.keep(URL, SECRET)
    credentials._typed.clear()
    assert list(ring.kept) == [("clausedesk", URL)]
    assert credentials.opened(URL) == with_password(URL, SECRET)
    assert credentials.opened(URL + "?sslmode=verify-full").startswith("postgresql://ann:correct")
    for other in ("postgresql://ann@db.example.org/other", "postgresql://ben@db.example.org/desk"):
        assert credentials.opened(other) == other
    credentials.forget(URL)
    credentials.forget(URL)
    assert (ring.kept, credentials.opened(URL)) == ({}, URL)


@pytest.mark.parametrize("ring", [Broken, Silent])
def test_a_keyring_that_fails_or_never_answers_is_none(ring: type[Ring], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "LIMIT_SECONDS", 0.2)
    made = use(ring())
    begun = time.monotonic()
    assert credentials.opened(URL) == URL
    assert time.monotonic() - begun < 5
    if isinstance(made, Silent):
        made.let_go.set()
        for one in threading.enumerate():
            if one.name == "keyring":
                one.join(10)


def test_a_keyring_that_keeps_nothing_is_told_and_the_password_still_holds() -> None:
    use(Broken())
    with pytest.raises(Known) as told:
        credentials.keep(URL, SECRET)
    assert told.value.code == "keyring_silent"
    assert credentials.opened(URL) == with_password(URL, SECRET)


def test_a_service_reads_its_credential(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(Ring())
    (tmp_path / credentials.CREDENTIAL).write_text(f"{SECRET}\n", encoding="utf-8")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert credentials.opened(URL) == with_password(URL, SECRET)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "nowhere"))
    assert credentials.opened(URL) == URL


def test_what_is_no_server_or_has_its_password_stays_as_it_is() -> None:
    use(Broken())
    for url in ("sqlite:////tmp/desk.sqlite", with_password(URL, "another")):
        assert credentials.opened(url) == url


@pytest.mark.parametrize("secret", [SECRET, "p@ss:w/o?r#d%20", "пароль", "a'b\"c\\"])
def test_any_password_goes_into_the_address_and_out_of_what_is_shown(secret: str) -> None:
    whole = with_password(URL, secret)
    address = address_of(whole)
    assert address is not None
    assert (address.shown, address.has_password, address.login, address.host) == (URL, True, "ann", "db.example.org")
    assert address_of(URL) != address


def test_a_password_is_in_no_setting_log_or_surrounding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(Ring())
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path))
    whole = credentials.typed(URL, "pa55w0rd-canary")
    whose.keep(settings.Settings(database=URL))
    assert "canary" not in journal.redact(f"cannot open {whole}")
    written = b"".join(one.read_bytes() for one in places.config_folder().rglob("*") if one.is_file())
    assert b"canary" not in written
    assert "canary" not in repr(os.environ)
