"""Dialogs: each is opened by one function, so that the window knows no dialog from within."""

from console.views.dialogs.mail import show_mail
from console.views.dialogs.settings import apply_look
from console.views.dialogs.tools import open_tool
from console.views.licenses.opening import edit_license

__all__ = ["apply_look", "edit_license", "open_tool", "show_mail"]
