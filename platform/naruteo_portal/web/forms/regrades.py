"""Asking for a cohort to be graded again, and deciding about the results."""

from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields import SelectChoice

from naruteo_portal.assessment.models import Keeping, RegradeScope
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import AtMost, Form, required


def keeping_field() -> RadioField:
    """Which of the two results counts."""
    return RadioField(
        N_("Which result counts?"),
        [required(N_("Choose which result counts."))],
        choices=[
            SelectChoice(Keeping.BETTER.value, N_("The better result of each person: nobody loses points")),
            SelectChoice(Keeping.NEW.value, N_("The new result, even where it has fewer points")),
        ],
        default=Keeping.BETTER.value,
        description=N_(
            "All points of a submission are compared, not those of single cells: points that come from different tests "
            "are never added up. Of equal results the new one counts. You can change this until you publish."
        ),
    )


class KeepingForm(Form):
    """Which result counts, decided anew while a re-grade is open."""

    keeping = keeping_field()


class CohortRegradeForm(Form):
    """Which task, which submissions, and why."""

    task = SelectField(N_("Task"), [required(N_("Choose a task."))], choices=[])
    scope = RadioField(
        N_("Which submissions?"),
        [required(N_("Choose which submissions."))],
        choices=[
            SelectChoice(RegradeScope.ALL.value, N_("All: an earlier attempt may turn out to be the better one")),
            SelectChoice(RegradeScope.COUNTING.value, N_("Only those that count for their learners now")),
        ],
        default=RegradeScope.ALL.value,
    )
    keeping = keeping_field()
    reason = TextAreaField(
        N_("Why should they be graded again?"),
        validators=[required(N_("Please say why; learners will see it.")), AtMost(500)],
        description=N_("Learners see it beside their new result."),
    )


class DecideForm(Form):
    """One button: which list of changes it stood beside."""

    listed = HiddenField()
