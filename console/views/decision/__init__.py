"""The decision beside a ticket, in parts that are changed in place, so that focus and scroll keep their place."""
