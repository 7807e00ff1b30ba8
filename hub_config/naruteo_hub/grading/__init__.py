"""Grading of nbgrader notebooks: nbgrader gives the points, learners' code runs in a sandboxed kernel."""

from naruteo_hub.grading.course import CourseFault
from naruteo_hub.grading.engine import build_release, grade
from naruteo_hub.grading.results import CellScore, Flag, GradingLimits, Result

__all__ = ["CellScore", "CourseFault", "Flag", "GradingLimits", "Result", "build_release", "grade"]
