"""The command line: the same program for scripts and schedules. It prints; it decides nothing."""
