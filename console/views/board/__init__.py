"""The lead's board: columns of people, queues or languages, cards that are moved and applied together."""
