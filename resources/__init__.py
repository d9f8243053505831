"""Data of the program: agreements, letters, icons, fonts, words. Opened through importlib.resources only."""
