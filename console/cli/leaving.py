"""One ticket in another form than an archive, from a desk or out of an archive: Markdown, mails in a ZIP, or PDF."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from console.cli.desks import desk
from console.cli.locks import keys_for
from console.cli.output import answered
from console.faults import BadInput
from console.query import Query
from console.services.archives import keys, ways_out
from console.services.archives.opening import OpenArchive, open_archive
from console.services.desk import Desk
from console.views.archive import blocks
from console.views.words import set_zone

FORMS = ("archive", "md", "eml", "pdf")


def one_ticket(asked: argparse.Namespace, query: Query) -> int:
    """Write the one ticket that a query finds as Markdown, as mails in a ZIP, or as PDF."""
    with _place(asked) as (here, opened):
        shown = ways_out.the_one(here, query)
        set_zone(str(here.company.get("policy_tz") or "UTC"))
        if asked.form == "eml":
            ways_out.mails(here, shown, asked.to)
        elif asked.form == "md":
            told_as = blocks.markdown(blocks.blocks(shown, blocks.topics_of(here)))
            ways_out.new_file(asked.to, lambda partial: partial.write_text(told_as, encoding="utf-8", newline="\n"))
        else:
            from console.views.archive import paper, sheets  # noqa: PLC0415 - Qt is loaded only for paper

            head = sheets.of_desk(here) if opened is None else sheets.of_archive(opened)
            pieces = blocks.blocks(shown, blocks.topics_of(here))
            ways_out.new_file(asked.to, lambda partial: paper.write_alone(pieces, partial, head))
    answered({"ticket": f"TK-{shown.detail.row.number}", "file": str(asked.to)}, as_json=asked.json, apart="\n")
    return 0


@contextmanager
def _place(asked: argparse.Namespace) -> Iterator[tuple[Desk, OpenArchive | None]]:
    """Give the desk that is read, with the archive where it is one of those."""
    if asked.archive is None:
        here = desk(asked)
        try:
            yield here, None
        finally:
            here.store.close()
        return
    path = Path(asked.archive)
    if not path.exists():
        raise BadInput("no_such_file", file=str(path))
    opened = open_archive(path, lambda _done, _total: True, keys.trusted(), keys_for(asked, path))
    try:
        yield opened.desk, opened
    finally:
        opened.close()
