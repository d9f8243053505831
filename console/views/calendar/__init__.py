"""The working time on a screen: the calendar of a version, its editor, holidays, notices and the team's targets."""
