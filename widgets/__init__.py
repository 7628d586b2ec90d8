"""What a learner sees and moves; a notebook imports its one-line calls from here."""

from widgets.check import check
from widgets.habits import habits
from widgets.start import start

__all__ = ["check", "habits", "start"]
