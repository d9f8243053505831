"""Use cases as verbs. Only here is the agreement applied; no SQL, no Qt."""
