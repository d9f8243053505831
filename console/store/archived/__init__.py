"""The database inside an archive: which rows belong to chosen tickets, the file they go into, and opening it safely."""
