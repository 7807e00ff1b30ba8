"""The forms of a gradebook that comes back as a file."""

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, TextAreaField

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import AtMost, Form, required


class GradebookFileForm(Form):
    """A changed gradebook."""

    file = FileField(
        N_("File"),
        [required(N_("Choose a file."))],
        description=N_("CSV or XLSX, up to 2 MB, made from this gradebook. Nothing is changed yet."),
    )


class ConfirmForm(Form):
    """Letting the changes count: which ones were seen, and why."""

    seen = HiddenField()
    reason = TextAreaField(
        N_("Why do the points change?"),
        [required(N_("Write the reason; the learners see it at their results.")), AtMost(500)],
        description=N_("The learners see it at their results."),
    )
    without_problems = BooleanField(N_("Leave out what is wrong and change the rest"))
