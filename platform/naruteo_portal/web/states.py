"""How the states of submissions and requests are said and coloured; the words carry the meaning."""

from naruteo_portal.assessment.models import RequestState, SubmissionState
from naruteo_portal.core.i18n import N_, Message

REQUEST_WORDS: dict[RequestState, tuple[Message, str]] = {
    RequestState.OPEN: (N_("Waiting for an answer"), "info"),
    RequestState.KEPT: (N_("Points kept"), "neutral"),
    RequestState.CHANGED: (N_("Points changed"), "success"),
    RequestState.WITHDRAWN: (N_("Taken back"), "neutral"),
}
STATE_WORDS: dict[SubmissionState, tuple[Message, str]] = {
    SubmissionState.RECEIVED: (N_("Received"), "info"),
    SubmissionState.QUEUED: (N_("Waiting to be graded"), "info"),
    SubmissionState.RUNNING: (N_("Grading"), "info"),
    SubmissionState.GRADED: (N_("Graded"), "success"),
    SubmissionState.NEEDS_REVIEW: (N_("An instructor will look at it"), "warning"),
    SubmissionState.REFUSED: (N_("Could not be graded"), "danger"),
    SubmissionState.FAILED: (N_("Our fault; you lose nothing"), "danger"),
}
