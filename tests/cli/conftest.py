from __future__ import annotations

from tests.spare import spare_processes

__all__ = ["spare_processes"]
