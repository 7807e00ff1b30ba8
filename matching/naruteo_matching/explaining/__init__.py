"""Exact reasons for a candidate's outcome, and the smallest changes that would alter it."""

from naruteo_matching.explaining.explainer import Explainer, explain
from naruteo_matching.explaining.records import Change, Explanation, Naming, Reason

__all__ = ["Change", "Explainer", "Explanation", "Naming", "Reason", "explain"]
