"""Takes pictures of the tour into docs/pictures, smaller, for the README.

Usage: `make run` without a display, then `.venv/bin/python tools/readme_pictures.py build/tour`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

TARGET = Path(__file__).resolve().parents[1] / "docs" / "pictures"
WIDTH = 1080
CHOSEN = {
    "decision": "04-decision-light-en-100",
    "refusal": "05-refusal-dark-en-100",
    "russian": "02-error-light-ru-100",
    "board": "61-balance-light-en-100",
    "report": "70-report-flow-dark-en-100",
}


def main(tour: Path) -> int:
    """Write the pictures; 1 when the tour has not all of them."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, source in CHOSEN.items():
        image = QImage(str(tour / f"{source}.png"))
        if image.isNull():
            print(f"There is no {source}.png in {tour}.")
            return 1
        small = image.scaledToWidth(WIDTH, Qt.TransformationMode.SmoothTransformation)
        small.convertToFormat(QImage.Format.Format_RGB888).save(str(TARGET / f"{name}.png"), quality=0)
        print(TARGET / f"{name}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/tour")))
