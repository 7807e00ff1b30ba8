"""Grading of nbgrader notebooks: learners' code runs closed in, and tests are judged apart from it.

The engine is loaded when it is first asked for: nbgrader alone takes a second, and whoever is only preloaded for
learners, or only works off other jobs, need not wait for it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from naruteo_hub.grading.course import CourseFault
from naruteo_hub.grading.results import CellScore, Flag, GradingLimits, Result
from naruteo_hub.grading.servers import preload_all

if TYPE_CHECKING:
    from naruteo_hub.grading.engine import build_release, grade

__all__ = ["CellScore", "CourseFault", "Flag", "GradingLimits", "Result", "build_release", "grade", "preload_all"]


def __getattr__(name: str) -> Any:
    """Load the engine for its two functions."""
    if name not in ("build_release", "grade"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("naruteo_hub.grading.engine"), name)
