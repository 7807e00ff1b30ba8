"""A course folder with a gradebook of nbgrader's, made of work that was graded elsewhere."""

from naruteo_hub.gradebook.building import GradebookBuilder
from naruteo_hub.gradebook.records import DATABASE, Grade, Learner, Work

__all__ = ["DATABASE", "Grade", "GradebookBuilder", "Learner", "Work"]
