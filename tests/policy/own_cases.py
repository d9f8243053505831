"""Our own cases, in the words of docs/cases.md; not a test itself. One or more for each row of each decision table.

They are tests as they stand and bait: when the agreement is broken on purpose, one of them fails.
"""

from __future__ import annotations

from tests.policy.cases.content import CONTENT
from tests.policy.cases.entrance import ENTRANCE
from tests.policy.cases.precedence import PRECEDENCE, RECEIVED
from tests.policy.cases.subjects import SUBJECTS
from tests.policy.cases.tables import TABLES

REQUESTS = [*ENTRANCE, *CONTENT, *PRECEDENCE, *RECEIVED]
EVERY = [*REQUESTS, *SUBJECTS, *TABLES]
