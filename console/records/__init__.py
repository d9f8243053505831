"""Frozen values that cross the layers. No behavior beyond what a value can say of itself; no Qt, no SQL."""
