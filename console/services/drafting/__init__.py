"""Drafts of the agreement: made from a version, changed step by step, checked in words, put in force from a day.

`editing` changes documents, `keeping` keeps them and what a lead does with them, `soundness` says what is wrong.
"""

from console.services.drafting.comparing import differences, read_again
from console.services.drafting.editing import PARTS, apply, edit_of, with_letters
from console.services.drafting.keeping import (
    base_of,
    documents_of,
    drafts,
    drop,
    edit,
    new,
    put_in_force,
    version_rows,
    withdraw,
)
from console.services.drafting.soundness import faults

__all__ = [
    "PARTS",
    "apply",
    "base_of",
    "differences",
    "documents_of",
    "drafts",
    "drop",
    "edit",
    "edit_of",
    "faults",
    "new",
    "put_in_force",
    "read_again",
    "version_rows",
    "with_letters",
    "withdraw",
]
