"""Ticket archives: exporting tickets into one file, proving a file whole, reading it without a database."""
