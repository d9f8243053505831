"""Commands and their keys: one list from which keys, palette and key sheet are made, so that none can lie."""
