"""The list of tickets, its query bar and the views beside it."""
