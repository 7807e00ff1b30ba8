"""Skills: what they are called, where texts name them, and what proves that somebody has them."""

from naruteo_matching.skills.shipped import catalogue
from naruteo_matching.skills.tagging import tag

__all__ = ["catalogue", "tag"]
