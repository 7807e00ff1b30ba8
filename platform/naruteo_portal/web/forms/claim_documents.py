"""Uploading a document for a claim, and saying whether it will do."""

from flask_wtf.file import FileField
from wtforms import TextAreaField

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import AtMost, Form, required
from naruteo_portal.incentives.attachments import KINDS, MEGABYTES


class DocumentForm(Form):
    """One file."""

    file = FileField(
        N_("File [%(kinds)s]", kinds=KINDS),
        [required(N_("Choose a file."))],
        description=N_(
            "At most %(megabytes)s MB, without macros and without resident registration numbers.", megabytes=MEGABYTES
        ),
    )


class JudgeForm(Form):
    """What is wrong with a document, if something is."""

    reason = TextAreaField(
        N_("Why will it not do?"),
        [AtMost(1000)],
        description=N_("The employer reads this. Say what another document has to show."),
    )
