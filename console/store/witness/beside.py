"""Events beside a request: what a decision on it was taken under was corrected, or tells anew what counted.

They change nothing of the request, nor when it was last changed.
"""

from __future__ import annotations

CORRECTED, COUNTING = "license_corrected", "counting_changed"
BESIDE = frozenset({CORRECTED, COUNTING})
