"""What those who grade a cohort may see while it hides the names of its learners."""

from naruteo_portal.assessment.models import Submission, SubmissionState
from naruteo_portal.catalogue.models import Cohort


def is_hidden(submission: Submission, cohort: Cohort) -> bool:
    """Whether the cohort hides names and a person still has to grade this: nobody may learn whose work it is."""
    return cohort.anonymous_grading and submission.state is SubmissionState.NEEDS_REVIEW
