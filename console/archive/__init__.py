"""Ticket archives: written, proved whole and read. Nothing stands here before the archive is built."""
