"""Review in the window: verdicts and remarks over an archive or at a team's desk, samples, agreement, merging."""
