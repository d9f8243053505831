"""Shows every hostile message in one widget; started by test_opens_nothing, under strace where there is one.

Arguments: "clean" (cleaned, in the pane), "raw" (as sent, in the safe view) or "plain" (as sent, in Qt's own browser,
to prove that the test can see), and the folder of the canaries. It prints what Python was seen to open or connect.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QTextBrowser, QWidget

from console.channels.untrusted.clean import clean_html
from console.views.mail.content import MailContent
from console.views.mail.pane import MailPane
from console.views.mail.safe_view import SafeMailView
from tests.channels.untrusted.hostile import SNIPPETS

BEGIN, END = "/hostile-messages-begin", "/hostile-messages-end"
_WATCHED = ("open", "socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system")


def _show(mode: str, html: str, picture: bytes) -> QWidget:
    if mode == "clean":
        pane = MailPane()
        cleaned = clean_html(html)
        pane.show_mail(
            MailContent(
                text=html,
                cleaned_html=cleaned.html,
                reason=cleaned.text_only_reason,
                links=cleaned.links,
                source=html.encode(errors="replace"),
                cid_images=dict.fromkeys(cleaned.cid, picture),
                remote_images=cleaned.remote_images,
            )
        )
        return pane
    if mode == "raw":
        view = SafeMailView()
        view.show_html(html, {"x": picture})
        return view
    browser = QTextBrowser()
    browser.setHtml(html)
    return browser


def _look_at(widget: QWidget) -> None:
    widget.resize(400, 300)
    widget.show()
    QApplication.processEvents()
    widget.grab()
    for mode in ("text", "source", "simplified"):
        if isinstance(widget, MailPane):
            widget.set_mode(mode)
            widget.content_height(300)
            QApplication.processEvents()
    widget.close()
    widget.deleteLater()
    QApplication.processEvents()


def main(mode: str, folder: Path) -> None:
    """Show all of them, between two marks that strace can see."""
    application = QApplication([])
    picture = (folder / "canary.png").read_bytes()
    # What Qt and Python load when they are first used is loaded before anybody looks.
    _look_at(
        _show(
            "clean",
            '<p style="color:red">ab <b>Ж 日 👩</b> <img src="cid:x"> <a href="http://x.example">x</a>',
            picture,
        )
    )
    os.chdir(folder)
    seen: list[str] = []
    watching = True

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if watching and event in _WATCHED:
            seen.append(f"{event} {arguments[0]!r} {arguments[1]!r}")

    sys.addaudithook(watch)
    Path(BEGIN).exists()
    for snippet in SNIPPETS:
        _look_at(_show(mode, snippet.replace("CANARY", str(folder)), picture))
    Path(END).exists()
    watching = False
    application.quit()
    print(json.dumps(seen))  # noqa: T201 - the answer to the test


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
