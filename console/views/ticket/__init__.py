"""One ticket: its header, the conversation, the composer, and the panels of the agreement."""
