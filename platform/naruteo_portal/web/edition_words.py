"""How uploads, checks and differences between editions are said."""

from naruteo_portal.assessment.edition_differences import Kind, Part
from naruteo_portal.assessment.upload_models import UploadState
from naruteo_portal.core.i18n import N_, Message

UPLOAD_WORDS: dict[UploadState, tuple[Message, str]] = {
    UploadState.CHECKING: (N_("Being checked"), "info"),
    UploadState.READY: (N_("Can be published"), "warning"),
    UploadState.FAULTY: (N_("Cannot be published"), "danger"),
    UploadState.PUBLISHED: (N_("Published"), "success"),
    UploadState.DISCARDED: (N_("Discarded"), "neutral"),
}
KIND_WORDS: dict[Kind, tuple[Message, str]] = {
    Kind.ADDED: (N_("Added"), "success"),
    Kind.REMOVED: (N_("Removed"), "danger"),
    Kind.CHANGED: (N_("Changed"), "info"),
}
PART_WORDS: dict[Part, Message] = {
    Part.TEST: N_("Test"),
    Part.ANSWER: N_("Answer with the course’s solution"),
    Part.BY_HAND: N_("Graded by hand"),
    Part.GIVEN: N_("Text or given code"),
}
# The rules of `naruteo course check` (see `naruteo_hub.checking.findings`).
RULE_WORDS: dict[str, Message] = {
    "manifest": N_("course.yaml"),
    "source": N_("Notebooks"),
    "ids": N_("Grade ids"),
    "points": N_("Points"),
    "solution": N_("The course’s solution"),
    "release": N_("What learners receive"),
    "leaks": N_("Solutions or hidden tests given away"),
    "wrong-answers": N_("Known wrong answers"),
    "mutants": N_("Changed solutions"),
    "repeatable": N_("The same under any chance"),
    "network": N_("Network"),
    "limits": N_("Time and memory"),
    "languages": N_("Korean and English"),
    "figures": N_("Words for pictures"),
}
