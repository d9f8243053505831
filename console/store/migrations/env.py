"""The library asks for this file; the program runs its migrations from `console.store.schema`."""
