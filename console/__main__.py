"""The program's entry: a command for the command line, else the window. It decides which, nothing more."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

GARBAGE = 20_000
"""New objects before a command of the command line looks for garbage: it makes many values and hardly any circles."""

_UNSEEN = ("offscreen", "minimal")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["--bounded-process"]:
        from console.channels.untrusted import worker  # noqa: PLC0415 - the process of foreign bytes loads nothing else

        return worker.main(arguments[1:])
    if arguments[:1] == ["--rehearsal-process"]:
        from console.services.rehearsing import worker as rehearsal  # noqa: PLC0415 - same

        return rehearsal.main()
    gc.disable()  # what is loaded stays, and the collector would look at all of it again and again
    try:
        from console.cli import main as command_line  # noqa: PLC0415 - the process of foreign bytes does without

        asked, status = command_line.ask(arguments)
        if asked is None:
            return status
        if asked.command in (None, "demo"):
            return command_line.guarded(_window, asked)
    finally:
        gc.enable()
    gc.set_threshold(GARBAGE)
    return command_line.run(asked)


def _window(asked: argparse.Namespace) -> int:
    from console import places  # noqa: PLC0415 - the process of foreign bytes does without
    from console.faults import Known  # noqa: PLC0415 - same

    is_demo = asked.command == "demo"
    pictures = Path(asked.pictures) if is_demo and asked.pictures else None
    if not _has_display():
        if not is_demo:
            raise Known("no_display")
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        pictures = pictures or places.data_folder() / "demo" / "pictures"
    from console import app  # noqa: PLC0415 - Qt is loaded only for the window

    if asked.archive is not None:
        from console.cli import locks  # noqa: PLC0415 - a desk does without

        seen = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] not in _UNSEEN
        return app.run_archive(Path(asked.archive), language=asked.language, unlocks=locks.given(asked), seen=seen)
    if is_demo:
        return app.run_demo(pictures=pictures, theme=asked.theme, language=asked.language)
    return app.run_window(url=asked.database)


def _has_display() -> bool:
    """Tell whether a window can be shown, as far as the surroundings say; Qt itself would abort the process."""
    named = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    return sys.platform in ("win32", "darwin") or any(os.environ.get(name) for name in named)


if __name__ == "__main__":
    sys.exit(main())
