"""The number of the schema that this program knows: a newer minor opens here, a newer major does not."""

from __future__ import annotations

from console.faults import NewerSchema

MAJOR, MINOR = 1, 3
NUMBER = f"{MAJOR}.{MINOR}"
HEAD = "0004"  # the last step of the migrations


def in_parts(number: str) -> tuple[int, ...]:
    """Return a number of a schema as what can be compared; of a program that left none it is before all others."""
    parts = number.split(".")
    return tuple(int(one) for one in parts) if all(one.isdecimal() for one in parts) else ()


def refuse_newer(found: str) -> None:
    """Raise NewerSchema for a number of a newer major."""
    if int(found.split(".", maxsplit=1)[0]) > MAJOR:
        raise NewerSchema("newer_schema", found=found, known=NUMBER)
