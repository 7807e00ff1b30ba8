"""What instructors may say about a submission."""

from wtforms import TextAreaField

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import AtMost, Form, required


class RegradeForm(Form):
    """Why a submission is graded again."""

    reason = TextAreaField(
        N_("Why should it be graded again?"),
        validators=[required(N_("Please say why; the learner will see it.")), AtMost(500)],
    )
