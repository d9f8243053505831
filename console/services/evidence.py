"""Whether a screenshot or a video came with a request (15.2.8, 17.3). A file alone is no evidence: it may be a logo.

Only what was plainly attached as a picture or a recording counts by itself. Of everything else a person says what it
shows: what stands inside the text, what is named as parts of a signature are, a document, a file that is not here.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Sequence
from typing import Any

from console.store.queries import ticket_parts
from console.store.queries.ticket_parts import SentFile

_SHOWS = ("image/", "video/")
_NO_PICTURE = ("image/svg", "image/x-icon", "image/vnd.microsoft.icon")  # drawn, not taken
_OF_A_SIGNATURE = re.compile(
    r"^(?:image\d{3}|att\d{5}|outlook-.+)\.|(?:^|[\W_])(?:logo|signature|banner|icon|avatar|логотип|подпись)(?:[\W_]|$)",
    re.IGNORECASE,
)


def media(connection: Any, ticket_id: int) -> bool | None:
    """Return whether the customer sent a screenshot or a video directly; None where a person has to look."""
    return judged(ticket_parts.sent_files(connection, ticket_id))


def judged(files: Sequence[SentFile]) -> bool | None:
    """Return True where one of the files plainly is a picture or a recording, None where one may be, else False."""
    if any(is_plain(one) for one in files):
        return True
    return None if files else False


def is_plain(file: SentFile) -> bool:
    """Return whether a file was attached as a picture or a recording and is no part of the letter's own looks."""
    kind = file.media_type.casefold()
    if not kind.startswith(_SHOWS):
        kind = mimetypes.guess_type(file.name)[0] or ""
    shows = kind.startswith(_SHOWS) and not kind.startswith(_NO_PICTURE)
    return shows and not (file.inside or file.missing) and _OF_A_SIGNATURE.search(file.name) is None
