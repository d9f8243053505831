"""Ticket archives as files: container, lists of hashes, signature, proof. docs/archive-format.md has the format."""
