"""Mails for tests, as raw bytes."""

from __future__ import annotations

from datetime import datetime
from email.mime.text import MIMEText
from email.utils import format_datetime
from pathlib import Path


def raw_mail(
    key: str, *, sender: str, subject: str, body: str, at: datetime, answers: str = "", to: str = "support@desk.example"
) -> bytes:
    message = MIMEText(body, "plain", "utf-8")
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{key}@mail.example>"
    if answers:
        message["In-Reply-To"] = message["References"] = f"<{answers}@mail.example>"
    return message.as_bytes()


def write(folder: Path, *mails: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number, mail in enumerate(mails):
        (folder / f"{number:04}.eml").write_bytes(mail)
    return folder
