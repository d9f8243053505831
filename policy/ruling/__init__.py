"""Applying the rules: admissibility, severity, closing."""
