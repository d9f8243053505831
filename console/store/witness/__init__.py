"""What the chain is a witness of: rows that an event tells of, held against what it says.

A chain that holds proves its events. The rows that people read stand beside it: columns of requests, decisions, facts,
messages, versions and licenses that they rest on. Where an event says how one of them stood, it is held against that
here; what no event tells of is not.
"""

from __future__ import annotations

from console.store.witness.acts import put_in
from console.store.witness.hashed import altered, documents
from console.store.witness.history import Edits
from console.store.witness.looking import Misfit, misfits
from console.store.witness.versions import Held

__all__ = ["Edits", "Held", "Misfit", "altered", "documents", "misfits", "put_in"]
