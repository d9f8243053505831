"""How a desktop learns that archives open with Clausedesk: for Linux, Windows and macOS, as texts and values.

Nothing is entered by this module: the build lays the texts beside the program, and a person's desktop takes them.
"""

from __future__ import annotations

from typing import Any

ARCHIVE, LOCKED = "application/vnd.clausedesk.archive", "application/vnd.clausedesk.archive+age"
MIME_TYPES = f"""<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="{ARCHIVE}">
    <comment>Archive of tickets</comment>
    <comment xml:lang="ru">Архив обращений</comment>
    <sub-class-of type="application/zip"/>
    <magic priority="70">
      <match type="string" offset="0" value="PK\\003\\004">
        <match type="string" offset="30" value="bag-info.txtPayload-Oxum: "/>
      </match>
    </magic>
    <glob pattern="*.tkz" weight="70"/>
  </mime-type>
  <mime-type type="application/x-age-encryption">
    <comment>File under lock</comment>
    <comment xml:lang="ru">Файл под замком</comment>
    <magic priority="50">
      <match type="string" offset="0" value="age-encryption.org/v1\\n"/>
    </magic>
    <glob pattern="*.age"/>
  </mime-type>
  <mime-type type="{LOCKED}">
    <comment>Archive of tickets under lock</comment>
    <comment xml:lang="ru">Архив обращений под замком</comment>
    <sub-class-of type="application/x-age-encryption"/>
    <glob pattern="*.tkz.age" weight="70"/>
  </mime-type>
</mime-info>
"""
WINDOWS = """@echo off\r
rem Lets archives of tickets open with the program beside this script, for this person. Run it again after moving.\r
set "own=HKCU\\Software\\Classes"\r
reg add "%own%\\Clausedesk.Archive" /ve /d "Archive of tickets" /f >nul\r
reg add "%own%\\Clausedesk.Archive\\DefaultIcon" /ve /d "\\"%~dp0clausedesk.exe\\",0" /f >nul\r
reg add "%own%\\Clausedesk.Archive\\shell\\open\\command" /ve /d "\\"%~dp0clausedesk.exe\\" \\"%%1\\"" /f >nul\r
reg add "%own%\\.tkz" /ve /d "Clausedesk.Archive" /f >nul\r
reg add "%own%\\.age\\OpenWithProgids" /v "Clausedesk.Archive" /t REG_SZ /d "" /f >nul\r
"""
_MAC_ARCHIVE, _MAC_LOCKED = "org.clausedesk.archive", "org.clausedesk.archive.locked"


def with_document_types(told: dict[str, Any]) -> dict[str, Any]:
    """Return what the bundle of macOS tells of itself, with the files that it opens."""
    kinds = (
        (_MAC_ARCHIVE, "Archive of tickets", ["tkz"], "public.zip-archive"),
        (_MAC_LOCKED, "Archive of tickets under lock", ["tkz.age"], "public.data"),
    )
    return {
        **told,
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": name,
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [identifier],
            }
            for identifier, name, _, _ in kinds
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": identifier,
                "UTTypeDescription": name,
                "UTTypeConformsTo": [parent],
                "UTTypeTagSpecification": {"public.filename-extension": endings},
            }
            for identifier, name, endings, parent in kinds
        ],
    }
