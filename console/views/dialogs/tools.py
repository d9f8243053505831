"""The tools of the sidebar: a request by hand, import with its report, the outbox, backups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from console.views.agreement.drafts import DraftsScreen
from console.views.agreement.rereading import ReadingList
from console.views.archive.books import ArchiveBooks
from console.views.board.checks import CheckList, open_appeal
from console.views.board.handing import HandingOver, HandoverList
from console.views.board.rules import RulesScreen
from console.views.board.screen import BoardScreen
from console.views.dialogs.by_hand import HandDialog
from console.views.dialogs.channels import ChannelList
from console.views.dialogs.data import DataPage
from console.views.dialogs.erasing import ErasingScreen
from console.views.dialogs.importing import ImportDialog
from console.views.dialogs.kept_back import KeptBackList
from console.views.dialogs.outbox import OutboxDialog
from console.views.dialogs.settings import SettingsDialog
from console.views.dialogs.unsent import UnsentList
from console.views.letters.book import LetterBookScreen
from console.views.licenses.screen import LicenseScreen
from console.views.matters.known import ErrorList
from console.views.matters.lists import PauseList, ServiceList
from console.views.matters.telling import TellingList
from console.views.rehearsal import RehearsalScreen

if TYPE_CHECKING:
    from console.views.main_window import MainWindow


def open_tool(window: MainWindow, name: str) -> None:
    """Open a tool by its name."""
    tools: dict[str, Any] = {
        "new": HandDialog,
        "import": ImportDialog,
        "outbox": OutboxDialog,
        "archives": ArchiveBooks,
        "licenses": LicenseScreen,
        "letters": LetterBookScreen,
        "settings": SettingsDialog,
        "data": DataPage,
        "channels": ChannelList,
        "kept_back": KeptBackList,
        "erasing": ErasingScreen,
        "pauses": PauseList,
        "services": ServiceList,
        "errors": ErrorList,
        "readings": ReadingList,
        "tell": TellingList,
        "versions": DraftsScreen,
        "rehearsal": RehearsalScreen,
        "board": BoardScreen,
        "queues": RulesScreen,
        "checks": CheckList,
        "handovers": HandoverList,
        "hand_over": HandingOver,
        "appeal": open_appeal,
        "unsent": UnsentList,
    }
    tools[name](window).open()
