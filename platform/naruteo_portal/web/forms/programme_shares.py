"""The forms of sharing a programme, and of looking at one person of it."""

from wtforms import SelectField, StringField, TextAreaField

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import AtMost, Form, required


class ShareForm(Form):
    """With which organisation a programme is shared."""

    organisation = SelectField(
        N_("Organisation"), [required(N_("Choose an organisation."))], choices=[],
        description=N_(
            "Its reviewers see the same protected figures as you, and can ask free questions. They never see rows of "
            "persons."
        ),
    )  # fmt: skip


class PersonForm(Form):
    """Whose rows are looked at, and why."""

    person = StringField(N_("Number of the person"), [required(N_("Enter the number of the person.")), AtMost(200)])
    reason = TextAreaField(
        N_("Why you look"),
        [required(N_("Write why you look at this person’s rows.")), AtMost(500)],
        description=N_("It is kept in the audit trail with your name and the day."),
    )
