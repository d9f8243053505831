"""Subjects of mails that leave come back as they were written, in lines that mail servers take."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from console.channels.compose import SENT

SUBJECTS = (
    "Re: rounding of the commission",
    "Комиссия направления больше, чем видит оператор, и ещё длинная тема про курсы и обмены",
    "Re: Ответ по TK-17 (license HRB-2)",
    " ".join(["курс"] * 60),
)


@pytest.mark.parametrize("subject", SUBJECTS, ids=range(len(SUBJECTS)))
def test_a_subject_comes_back_whole(subject: str) -> None:
    message = EmailMessage(policy=SENT)
    message["Subject"] = subject
    message.set_content("text", cte="base64")
    sent = message.as_bytes()
    assert message_from_bytes(sent, policy=default)["Subject"] == subject
    assert max(len(line) for line in sent.split(b"\r\n")) <= 78
    assert sent.isascii()
