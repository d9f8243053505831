"""Builds the program for the system it runs on: the arguments for PyInstaller as a function, and the call.

Usage: `python build_spec.py`; the result is a folder below `dist/`, with the licenses of what comes along and, on
Linux, a desktop entry with its icon. It must not choose versions: the locked environment does.
"""

from __future__ import annotations

import importlib.util
import os
import platform as machine
import plistlib
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from tools import file_types

ROOT = Path(__file__).resolve().parent
PLATFORMS = {"linux": "linux", "win32": "windows", "darwin": "macos"}

# Parts of Qt and of the standard library that the program never loads; hooks would take them along.
_LEFT_OUT = (
    "tkinter",
    "pytest",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "PySide6.QtQuickControls2",
    "PySide6.QtDesigner",
    "PySide6.QtHelp",
    "PySide6.QtTest",
    "PySide6.QtUiTools",
    "pyqtgraph.examples",
    "pyqtgraph.opengl",
    "numpy.f2py",
)
# Files of Qt that hooks take along and the program never opens: other languages, bare consoles, the network.
_TRIMMED = (
    "PySide6/Qt/translations/*",
    "PySide6/Qt/plugins/egldeviceintegrations",
    "PySide6/Qt/plugins/generic",
    "PySide6/Qt/plugins/networkinformation",
    "PySide6/Qt/plugins/platforms/libqeglfs.so",
    "PySide6/Qt/plugins/platforms/libqlinuxfb.so",
    "PySide6/Qt/plugins/platforms/libqvkkhrdisplay.so",
    "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
    "PySide6/Qt/plugins/tls",
)
_KEPT = ("qtbase_en.qm", "qtbase_ru.qm")
_ENTRY = """[Desktop Entry]
Type=Application
Name=Clausedesk
Comment=Support by the clauses of a versioned agreement
Comment[ru]=Поддержка по пунктам соглашения
Exec="{program}" %f
Icon={icon}
Terminal=false
Categories=Office;
MimeType={types};
StartupWMClass=clausedesk
"""
_ICON = """
import sys
from PySide6.QtWidgets import QApplication
application = QApplication([])
from console.views.look import look
from console.views.look.icons import window_icon
look.apply(application, look.make("light"))
sys.exit(not window_icon().pixmap(256, 256).save(sys.argv[1]))
"""
# Loaded by name at run time, so that no import statement shows them.
_LOADED_BY_NAME = (
    "sqlalchemy.dialects.sqlite",
    "sqlalchemy.dialects.postgresql",
    "psycopg",
    "psycopg_binary",
    "logging.config",
    "PySide6.QtOpenGL",  # by pyqtgraph
    "console.channels.mail.parse",
)


def arguments(version: str, platform: str) -> list[str]:
    """Return what PyInstaller is told for a version and a `sys.platform`; run it in the project's folder."""
    separator = ";" if platform == "win32" else ":"
    by_name = [*_LOADED_BY_NAME, *(["pysqlite3"] if platform == "linux" else [])]
    return [
        "console/__main__.py",
        "--name=clausedesk",
        "--noconfirm",
        "--clean",
        "--onedir",
        "--windowed" if platform == "darwin" else "--console",
        *(["--hide-console=hide-early"] if platform == "win32" else []),
        "--paths=.",
        f"--distpath={target(version, platform)}",
        "--workpath=build/package",
        "--specpath=build",
        "--log-level=WARN",
        *(["--strip"] if platform == "linux" else []),
        f"--add-data={_from_spec('resources')}{separator}resources",
        f"--add-data={_from_spec('console/store/migrations')}{separator}console/store/migrations",
        f"--add-data={_from_spec('console/store/team')}{separator}console/store/team",
        "--collect-submodules=console",
        "--collect-submodules=resources",
        "--collect-data=tzdata",
        "--collect-submodules=holidays",
        "--collect-data=holidays",
        "--copy-metadata=holidays",
        "--collect-submodules=keyring.backends",
        "--copy-metadata=keyring",
        *(f"--hidden-import={name}" for name in by_name),
        *(f"--exclude-module={name}" for name in _LEFT_OUT),
    ]


def target(version: str, platform: str) -> str:
    """Return the folder that the built program goes to."""
    return f"dist/clausedesk-{version}-{PLATFORMS[platform]}"


def trim(folder: Path) -> int:
    """Delete what the program never opens from a built folder; return how many bytes that were."""
    gone = 0
    for pattern in _TRIMMED:
        for found in sorted(folder.glob(pattern)):
            if found.name in _KEPT:
                continue
            inner = [found] if found.is_file() else [one for one in found.rglob("*") if one.is_file()]
            gone += sum(one.lstat().st_size for one in inner)
            shutil.rmtree(found) if found.is_dir() else found.unlink()
    return gone


def keep_whole(folder: Path) -> None:
    """Lay the libraries of numpy back into a built folder as they came: stripped, they cannot be loaded."""
    found = importlib.util.find_spec("numpy")
    came = Path(str(found.origin)).parents[1] / "numpy.libs" if found is not None else folder
    for one in sorted((folder / "numpy.libs").glob("*")):
        if (came / one.name).is_file():
            shutil.copy(came / one.name, one)


def desktop_entry(program: Path, icon: Path) -> str:
    """Return the desktop entry of a program that stands in a folder of its own."""
    return _ENTRY.format(program=program, icon=icon, types=f"{file_types.ARCHIVE};{file_types.LOCKED}")


def _accompany(folder: Path) -> None:
    """Lay the licenses beside the program and, on Linux, the icon and the script that enters it into the menu."""
    shutil.copy(ROOT / "LICENSE", folder)
    tell = [sys.executable, "tools/licenses.py", "--notices", str(folder / "THIRD-PARTY.txt")]
    subprocess.run(tell, cwd=ROOT, check=True)  # noqa: S603 - a script of our own
    if sys.platform == "win32":
        (folder / "open_archives.cmd").write_text(file_types.WINDOWS, encoding="ascii", newline="")
    if sys.platform != "linux":
        return
    (folder / "clausedesk-mime.xml").write_text(file_types.MIME_TYPES, encoding="utf-8")
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    draw = [sys.executable, "-c", _ICON, str(folder / "clausedesk.png")]
    subprocess.run(draw, cwd=ROOT, check=True, env=surroundings)  # noqa: S603 - a script of our own
    entry = desktop_entry(Path("@HERE@/clausedesk"), Path("@HERE@/clausedesk.png"))
    (folder / "clausedesk.desktop.in").write_text(entry, encoding="utf-8")
    shutil.copy(ROOT / "tools" / "add_to_menu.sh", folder)


def tell_of_files(bundle: Path) -> None:
    """Let a bundle of macOS say which files it opens."""
    place = bundle / "Contents" / "Info.plist"
    told = plistlib.loads(place.read_bytes())
    place.write_bytes(plistlib.dumps(file_types.with_document_types(told)))


def _from_spec(folder: str) -> str:
    """Name a folder as the spec file sees it, which lies one folder below the project's."""
    return f"../{folder}"


def version() -> str:
    """Return the version that pyproject.toml states."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def main() -> int:
    """Build; PyInstaller ends the process itself when it fails."""
    run = importlib.import_module("PyInstaller.__main__").run  # untyped, and needed for the build alone

    os.chdir(ROOT)
    if sys.platform not in PLATFORMS:
        print(f"There is no package for {machine.system()}.")
        return 2
    run(arguments(version(), sys.platform))
    folder = ROOT / target(version(), sys.platform) / "clausedesk"
    if folder.is_dir():  # macOS has a bundle besides, with its own inner layout
        trim(folder / "_internal")
        keep_whole(folder / "_internal")
        _accompany(folder)
    if sys.platform == "darwin":
        tell_of_files(folder.with_suffix(".app"))
    size = sum(one.lstat().st_size for one in folder.rglob("*") if one.is_file())
    print(f"{folder.relative_to(ROOT)}/clausedesk ({size / 1_000_000:.0f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
