"""The forms of publishing a course."""

from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import Form, required


class CourseForm(Form):
    """A course folder as ZIP, and whose course it is."""

    organisation = SelectField(
        N_("Offered by"), [required(N_("Choose who offers the course."))], choices=[],
        description=N_("A course stays with the organisation that published it first."),
    )  # fmt: skip
    file = FileField(
        N_("Course folder [ZIP]"),
        [required(N_("Choose a file."))],
        description=N_("Nothing is published before you have seen what the check says."),
    )


class PublishForm(Form):
    """Publish an upload, whatever its check found."""

    despite_findings = BooleanField(N_("Publish it although the check found something"))
