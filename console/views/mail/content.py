"""A message as the mail widgets take it: finished values only; nothing here parses, loads or decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from console.channels.untrusted.links import Link

Mode = Literal["text", "simplified", "source"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailContent:
    """One message to show.

    `text` is its plain text. `cleaned_html` comes from the cleaner and from nowhere else; None where there is none,
    with the cleaner's `reason` code when there was HTML. `cid_images` are raw picture bytes by bare content id.
    `source` is the raw message. `links` are those of `cleaned_html`.
    """

    text: str
    cleaned_html: str | None = None
    reason: str | None = None
    cid_images: Mapping[str, bytes] = field(default_factory=dict)
    source: bytes | None = None
    links: tuple[Link, ...] = ()
    remote_images: int = 0
