"""The form of a payment file that came back."""

from flask_wtf.file import FileField

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import Form, required


class ReturnFileForm(Form):
    """A file with results."""

    file = FileField(
        N_("File"),
        [required(N_("Choose a file."))],
        description=N_("CSV or XLSX, up to 2 MB: the file of this batch with its last three columns filled in."),
    )
