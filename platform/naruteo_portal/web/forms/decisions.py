"""Forms of officers: notes, requests to add something, ready phrases and decisions."""

from wtforms import DateField, Field, HiddenField, RadioField, SelectChoice, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import AtMost, Form, SeenForm, required
from naruteo_portal.identity.bulk.rows import holds_resident_number
from naruteo_portal.incentives.decisions.models import DecisionKind
from naruteo_portal.web.forms.cohorts import in_our_time

MOST = AtMost(2000)


def no_resident_number(form: Form, field: Field) -> None:
    """The field holds nothing that looks like a resident registration number."""
    if holds_resident_number(field.data or ""):
        raise ValidationError(N_("This looks like a resident registration number. We may not take it; leave it out."))


class NoteForm(Form):
    """A note for other officers."""

    words = TextAreaField(
        N_("Internal note"),
        [required(N_("Write the note.")), MOST, no_resident_number],
        description=N_("Officers and auditors read it, the employer never does."),
    )


class SupplementForm(SeenForm):
    """What the employer has to add, and until when."""

    phrases = SelectMultipleField(N_("Ready phrases"))
    words = TextAreaField(
        N_("What is missing, in your own words"),
        [MOST, no_resident_number],
        description=N_("Stands below the phrases that you chose. The employer reads all of it."),
    )
    due_on = DateField(
        N_("To be answered by"),
        [InputRequired(N_("Enter a day.")), in_our_time],
        description=N_("The clock of the claim stands still until the employer answers."),
    )


class PhraseForm(Form):
    """A phrase in both languages."""

    ko = TextAreaField(N_("In Korean"), [required(N_("Write the phrase.")), MOST, no_resident_number])
    en = TextAreaField(N_("In English"), [required(N_("Write the phrase.")), MOST, no_resident_number])

    def words(self) -> dict[str, str]:
        """What was entered."""
        return {"ko": self.ko.data.strip(), "en": self.en.data.strip()}


class DecisionForm(SeenForm):
    """Approve or reject, with the reason, as the result was seen."""

    seen = HiddenField()
    kind = RadioField(
        N_("Decision"),
        [required(N_("Choose one."))],
        choices=[
            SelectChoice(DecisionKind.APPROVE.value, N_("Approve the amount above")),
            SelectChoice(DecisionKind.REJECT.value, N_("Reject the claim")),
        ],
    )
    reason = TextAreaField(
        N_("Reason"),
        [MOST, no_resident_number],
        description=N_("Needed for a rejection. The employer reads it in the decision letter."),
    )


class DeclineForm(Form):
    """Sending a proposal back."""

    words = TextAreaField(
        N_("Why it is sent back"),
        [required(N_("Write why.")), MOST, no_resident_number],
        description=N_("Officers and auditors read it, the employer never does."),
    )
