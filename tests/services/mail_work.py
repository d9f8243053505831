"""Work for the bounded process that ends it at some mails, and reads nothing of the words of others."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from console.channels.mail.parse import parse_mail
from console.services.intake import inside

ENDS = b"This one ends it."


def _one(payload: bytes, params: Mapping[str, Any]) -> object:
    if ENDS in payload:
        os.abort()
    return parse_mail(payload, **params)


def _many(payload: bytes, params: Mapping[str, Any]) -> object:
    if ENDS in payload:
        os.abort()
    return inside.read_many(payload, params)


WORK = {"mail": _one, "mails": _many}
