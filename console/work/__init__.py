"""Work outside the GUI thread, and the timers of the window."""
