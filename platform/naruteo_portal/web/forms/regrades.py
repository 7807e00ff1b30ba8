"""Asking for a cohort to be graded again, and deciding about the results."""

from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields import SelectChoice

from naruteo_portal.assessment.models import RegradeScope
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import AtMost, Form, required


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
    reason = TextAreaField(
        N_("Why should they be graded again?"),
        validators=[required(N_("Please say why; learners will see it.")), AtMost(500)],
        description=N_("Learners see it beside their new result."),
    )


class DecideForm(Form):
    """One button: which list of changes it stood beside."""

    listed = HiddenField()
