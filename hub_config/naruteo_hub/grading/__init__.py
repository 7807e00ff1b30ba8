"""Grading of nbgrader notebooks: learners' code runs closed in, and tests are judged apart from it."""

from naruteo_hub.grading.course import CourseFault
from naruteo_hub.grading.engine import build_release, grade
from naruteo_hub.grading.results import CellScore, Flag, GradingLimits, Result
from naruteo_hub.grading.servers import preload_all

__all__ = ["CellScore", "CourseFault", "Flag", "GradingLimits", "Result", "build_release", "grade", "preload_all"]
