"""The large panels in which a letter is chosen, looked at and sent: refusing with a ground, asking and telling."""
