"""`channel`: the mailboxes and accounts through which customers write; the company's own are entered and retired."""

from __future__ import annotations

import argparse
from typing import Any

from console.cli.output import answered, json_line, table
from console.cli.running import runs
from console.records.licensing import ChannelRecord
from console.services import registry, ways_in
from console.services.desk import Desk
from console.views.words import say

_YES_NO = ("yes", "no")


def add_commands(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    root = commands.add_parser("channel", help="channels of the company: which are official; enter, change, retire")
    inner = root.add_subparsers(dest="act", required=True)
    listed = inner.add_parser("list", help="every channel with its kind, address and license")
    runs(listed, _list)
    added = inner.add_parser("add", help="enter a channel of the company, or use a retired one again")
    added.add_argument("address", metavar="ADDRESS", help="a mail address, an @name or the number of a chat")
    added.add_argument("--kind", choices=registry.CHANNEL_KINDS, default="email")
    added.add_argument("--official", choices=_YES_NO, required=True, help="whether it is an official channel (25.2)")
    runs(added, _add)
    changed = inner.add_parser("change", help="change a channel; what is not named stays")
    changed.add_argument("channel", metavar="CHANNEL", help="its number or its address")
    changed.add_argument("--kind", choices=registry.CHANNEL_KINDS)
    changed.add_argument("--address", metavar="ADDRESS")
    changed.add_argument("--official", choices=_YES_NO, help="whether it is an official channel (25.2)")
    runs(changed, _change)
    retired = inner.add_parser("retire", help="use a channel no longer; what came through it keeps it")
    retired.add_argument("channel", metavar="CHANNEL", help="its number or its address")
    runs(retired, _retire)


def _list(here: Desk, asked: argparse.Namespace) -> None:
    found = ways_in.channels(here)
    if asked.json:
        for one, license_key in found:
            json_line(_told(one) | {"license": license_key or None})
        return
    if not found:
        print(say("channels.none"))
        return
    rows = [
        (
            one.id,
            say(f"channel.{one.kind}"),
            one.address,
            say(f"answer.{_YES_NO[not one.official]}"),
            license_key or "–",
            "–" if one.active else say("channels.retired_tag"),
        )
        for one, license_key in found
    ]
    table(("number", "kind", "address", "official", "license", "retired"), rows)


def _add(here: Desk, asked: argparse.Namespace) -> None:
    key = ways_in.add(here, kind=asked.kind, address=asked.address, official=asked.official == "yes")
    _tell(here, key, asked)


def _change(here: Desk, asked: argparse.Namespace) -> None:
    one = ways_in.find(here, asked.channel)
    wanted: dict[str, object] = {"kind": asked.kind, "address": asked.address}
    wanted["official"] = None if asked.official is None else asked.official == "yes"
    values = {name: value for name, value in wanted.items() if value is not None}
    if values:
        ways_in.change(here, one.id, values)
    _tell(here, one.id, asked)


def _retire(here: Desk, asked: argparse.Namespace) -> None:
    one = ways_in.find(here, asked.channel)
    ways_in.retire(here, one.id)
    _tell(here, one.id, asked)


def _tell(here: Desk, key: int, asked: argparse.Namespace) -> None:
    """Tell how a channel stands now."""
    one = ways_in.find(here, str(key))
    if asked.json:
        json_line(_told(one))
        return
    answer = {"channel": one.id, "address": one.address, "official": say(f"answer.{_YES_NO[not one.official]}")}
    retired = None if one.active else say("answer.yes")
    answered({**answer, "retired": retired}, as_json=False)


def _told(one: ChannelRecord) -> dict[str, object]:
    return {
        "channel": one.id,
        "kind": one.kind,
        "address": one.address,
        "official": one.official,
        "retired": not one.active,
    }
