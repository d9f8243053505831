"""The program's entry: a command for the command line, else the window. It decides which, nothing more."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["--bounded-process"]:
        from console.channels.untrusted import worker  # noqa: PLC0415 - the process of foreign bytes loads nothing else

        return worker.main(arguments[1:])
    from console.cli import main as command_line  # noqa: PLC0415 - the window needs no command line and the other way

    asked, status = command_line.ask(arguments)
    if asked is None:
        return status
    if asked.command not in (None, "demo"):
        return command_line.run(asked)
    return command_line.guarded(_window, asked)


def _window(asked: object) -> int:
    from console import app  # noqa: PLC0415 - Qt is loaded only for the window

    if getattr(asked, "command", None) == "demo":
        pictures = getattr(asked, "pictures", None)
        return app.run_demo(
            pictures=Path(pictures) if pictures else None,
            theme=getattr(asked, "theme", None),
            language=getattr(asked, "language", None),
        )
    return app.run_window(url=getattr(asked, "database", None))


if __name__ == "__main__":
    sys.exit(main())
