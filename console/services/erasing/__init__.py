"""Erasing a person's data, and what is kept for how long. Only a lead does it, by a command that leaves its record."""
