"""Codes of a table as what they mean; one that is not known is told as damage, for a crafted database may hold any."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from console.faults import Damaged

Code = TypeVar("Code", bound=StrEnum)


class Codes(dict[str, Code]):
    """The members of one kind by their codes. Looking up any other raises Damaged ("odd_code")."""

    def __init__(self, kind: type[Code]) -> None:
        super().__init__((one.value, one) for one in kind)

    def __missing__(self, code: object) -> Code:
        """Say that there is no such code."""
        raise Damaged("odd_code", found=str(code)[:80])
