"""What the stages of a pipeline and the states of an interview are called."""

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.talent.rankings.models import InterviewState, Stage

STAGES: dict[Stage, tuple[Message, str]] = {
    Stage.INTERESTED: (N_("Interested"), "neutral"),
    Stage.INTERVIEW_ASKED: (N_("Asked to an interview"), "info"),
    Stage.INTERVIEWED: (N_("Interviewed"), "info"),
    Stage.RANKED: (N_("Ranked"), "info"),
    Stage.OFFERED: (N_("Offered"), "warning"),
    Stage.HIRED: (N_("Hired"), "success"),
    Stage.ENDED: (N_("Not going on"), "neutral"),
}
INTERVIEW_STATES: dict[InterviewState, tuple[Message, str]] = {
    InterviewState.INVITED: (N_("Waits for an answer"), "warning"),
    InterviewState.ACCEPTED: (N_("Will come"), "success"),
    InterviewState.DECLINED: (N_("Will not come"), "neutral"),
    InterviewState.OTHER_TIME: (N_("Asks for another time"), "warning"),
    InterviewState.CANCELLED: (N_("Cancelled"), "neutral"),
}
ANSWERS = (InterviewState.ACCEPTED, InterviewState.OTHER_TIME, InterviewState.DECLINED)
"""What a candidate may answer."""
