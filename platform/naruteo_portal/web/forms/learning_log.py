"""Asking for a correction of the learning log, and answering."""

from wtforms import DateField, IntegerField, StringField, TextAreaField
from wtforms.fields import Field
from wtforms.validators import Optional, ValidationError

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import AtMost, Form, required

MOST_MINUTES = 24 * 60


def some_minutes(form: Form, field: Field) -> None:
    """The field holds minutes of one day."""
    if field.data is not None and not 1 <= field.data <= MOST_MINUTES:
        raise ValidationError(
            N_("Enter whole minutes from 1 to %(most)d, or leave the field empty.", most=MOST_MINUTES)
        )


class CorrectionForm(Form):
    """What is wrong with an entry."""

    day = DateField(
        N_("The day that should count"),
        [Optional()],
        description=N_("Leave it empty if this entry should not count at all."),
    )
    minutes = IntegerField(N_("Minutes of learning, if you know them"), [Optional(), some_minutes])
    reason = TextAreaField(
        N_("Why should it be corrected?"),
        [required(N_("Please say why, so that your instructor can check it.")), AtMost(1000)],
    )


class MissingEntryForm(Form):
    """What the log does not know of."""

    day = DateField(N_("Day"), [required(N_("Enter the day."))])
    minutes = CorrectionForm.minutes
    words = TextAreaField(
        N_("What you did"),
        [required(N_("Write in a few words what you did.")), AtMost(300)],
        description=N_("For instance: “Worked on paper in the classroom, sensor records of line 2”."),
    )
    reason = TextAreaField(
        N_("Why is it not in the log?"),
        [required(N_("Please say why, so that your instructor can check it.")), AtMost(1000)],
    )


class AnswerCorrectionForm(Form):
    """What an instructor answers, and by which button."""

    words = TextAreaField(
        N_("Your answer"),
        [required(N_("Write what the learner reads: why the log is corrected, or why it stays.")), AtMost(1000)],
        description=N_("The learner will see it."),
    )
    act = StringField()
