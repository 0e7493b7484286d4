"""The embedded understanding: see `understanding.LocalUnderstanding`."""

from earpiece.models.local.kept import train_once
from earpiece.models.local.reliability import Reliability
from earpiece.models.local.requests import Thresholds
from earpiece.models.local.understanding import Lesson, LocalUnderstanding

__all__ = ["Lesson", "LocalUnderstanding", "Reliability", "Thresholds", "train_once"]
