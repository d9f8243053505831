"""The language of the window: our words, Qt's own (buttons and menus that Qt makes), names of months and days."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from console.views.words import language, set_language

_LOCALES = {"en": QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom), "ru": QLocale("ru_RU")}


def speak(app: QApplication, spoken: str) -> None:
    """Speak English or Russian from now on; what is shown already keeps its words until it is made anew."""
    set_language(spoken)
    QLocale.setDefault(_LOCALES[language()])
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.deleteLater()
    words = QTranslator(app)
    if words.load(f"qtbase_{language()}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(words)
