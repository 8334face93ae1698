"""What is read: the right to help, results, topics for a teacher."""

from .help import (
    Help,
    RunHelp,
    attendance_by_agreement,
    by_programme,
    help_by_learner,
    help_by_run,
    learners_help,
    own_help,
    runs_for,
)
from .proposals import Proposal
from .radar import Radar, radar_of, radars

__all__ = [
    "Help",
    "Proposal",
    "Radar",
    "RunHelp",
    "attendance_by_agreement",
    "by_programme",
    "help_by_learner",
    "help_by_run",
    "learners_help",
    "own_help",
    "radar_of",
    "radars",
    "runs_for",
]
