"""Writes `console/store/team/rights.txt` anew: all rights of a team's database as it is set up now.

Usage: `python tools/write_rights.py`, then read what changed in the file. Both majors of PostgreSQL must agree.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from console.store.engine import make_engine  # noqa: E402 - found only now
from console.store.team import setting_up, snapshot  # noqa: E402 - same
from tests.postgres_server import Server, binaries  # noqa: E402 - same


def lines(major: int) -> list[str]:
    """Return the rights of a database that is set up on a server of this major version."""
    with Server(major) as server:
        engine = make_engine(server.url(server.create_database()))
        setting_up.set_up(engine.url.render_as_string(hide_password=False), proven=False)
        with engine.connect() as connection:
            found = snapshot.actual(connection, setting_up.groups(connection) or {})
        engine.dispose()
    return sorted(found)


def main() -> int:
    """Write the file where both majors agree."""
    found = {major: lines(major) for major in binaries()}
    one, *others = found.values()
    if any(other != one for other in others):
        print("the rights differ between", *found)
        return 1
    (ROOT / "console" / "store" / "team" / "rights.txt").write_text("\n".join(one) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
