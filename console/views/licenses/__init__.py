"""Licenses in the window: the words, lines and dots they are shown with, the screen of all of them, their forms."""
