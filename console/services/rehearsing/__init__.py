"""Rehearsal: past requests decided again under a draft or other working hours. It writes nothing and says what differs.

`trials` says what is rehearsed, `judging` decides a page of requests both ways, `running` goes through all of them.
"""

from console.services.rehearsing.running import rehearse
from console.services.rehearsing.tally import Tally
from console.services.rehearsing.trials import Trial, choices, schedules, trial_of

__all__ = ["Tally", "Trial", "choices", "rehearse", "schedules", "trial_of"]
