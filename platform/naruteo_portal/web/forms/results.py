"""Taking a place or not, asking about a result, and an officer's answer."""

from wtforms import RadioField, SelectChoice, TextAreaField

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import Form, SeenForm, required
from naruteo_portal.talent.answers.models import QuestionKind, QuestionState
from naruteo_portal.talent.answers.words import ANSWERS, KINDS
from naruteo_portal.web.forms.decisions import MOST, no_resident_number

ACCEPT, DECLINE = "accept", "decline"


class OfferForm(Form):
    """Yes or no to the place that is offered."""

    answer = RadioField(
        N_("Your answer"),
        [required(N_("Choose one."))],
        choices=[
            SelectChoice(ACCEPT, N_("I take the place")),
            SelectChoice(DECLINE, N_("I decline: the place becomes free, and I get no other one in this round")),
        ],
    )


class AskForm(Form):
    """What is asked about a result, and why."""

    kind = RadioField(
        N_("What do you ask for?"),
        [required(N_("Choose one."))],
        choices=[SelectChoice(each.value, words) for each, words in KINDS.items()],
        default=QuestionKind.EXPLANATION.value,
    )
    words = TextAreaField(
        N_("In your own words"),
        [required(N_("Write what you want to know, or what is wrong.")), MOST, no_resident_number],
        description=N_("A human reads this. Leave out what is not needed for the answer."),
    )


class AnswerForm(SeenForm):
    """A named human's answer."""

    state = RadioField(N_("Answer"), [required(N_("Choose one."))], choices=[])
    words = TextAreaField(
        N_("Words of the answer"),
        [required(N_("Write the answer.")), MOST, no_resident_number],
        description=N_(
            "The candidate reads them, also in a letter with your name. Say what came of it, which data and rules "
            "decided, and what follows. Name nobody else."
        ),
    )

    def offer(self, kind: QuestionKind) -> None:
        """The answers that fit what was asked."""
        said = {
            QuestionState.EXPLAINED: N_("Explained"),
            QuestionState.UPHELD: N_("Upheld: a human decides anew, or the result is put right"),
            QuestionState.DISMISSED: N_("Dismissed: the result stays"),
        }
        self.choose_among("state", [(each.value, said[each]) for each in ANSWERS[kind]])


class ProlongForm(SeenForm):
    """Why an answer takes longer."""

    reason = TextAreaField(
        N_("Why it takes longer"),
        [required(N_("Write why.")), MOST, no_resident_number],
        description=N_("The candidate is told the new day and reads this reason."),
    )
