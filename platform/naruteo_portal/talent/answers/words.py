"""What questions about outcomes, their states and their legal basis are called."""

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.talent.answers.models import QuestionKind, QuestionState

KINDS: dict[QuestionKind, Message] = {
    QuestionKind.EXPLANATION: N_("A human explains the result"),
    QuestionKind.REFUSAL: N_("No automated processing: a human decides anew"),
    QuestionKind.APPEAL: N_("Appeal: something is wrong with the result"),
}
STATES: dict[QuestionState, tuple[Message, str]] = {
    QuestionState.OPEN: (N_("Waits for an answer"), "warning"),
    QuestionState.EXPLAINED: (N_("Explained"), "success"),
    QuestionState.UPHELD: (N_("Upheld"), "success"),
    QuestionState.DISMISSED: (N_("Dismissed"), "neutral"),
    QuestionState.WITHDRAWN: (N_("Taken back"), "neutral"),
}
BASIS: dict[QuestionKind, Message] = {
    QuestionKind.EXPLANATION: N_("Personal Information Protection Act, article 37-2 (2); decree, article 44-3 (2)"),
    QuestionKind.REFUSAL: N_("Personal Information Protection Act, article 37-2 (1); decree, article 44-3 (1)"),
    QuestionKind.APPEAL: N_("Personal Information Protection Act, article 37-2 (3); decree, article 44-3 (3)"),
}
CLOCK_BASIS = N_("Personal Information Protection Act, decree, article 44-3 (5): 30 days, twice 30 more with notice")
ANSWERS: dict[QuestionKind, tuple[QuestionState, ...]] = {
    QuestionKind.EXPLANATION: (QuestionState.EXPLAINED,),
    QuestionKind.REFUSAL: (QuestionState.UPHELD, QuestionState.DISMISSED),
    QuestionKind.APPEAL: (QuestionState.UPHELD, QuestionState.DISMISSED),
}
"""What a question of each kind can come to."""
