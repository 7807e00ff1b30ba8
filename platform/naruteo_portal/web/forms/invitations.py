"""The forms of inviting."""

from flask_wtf.file import FileField
from wtforms import EmailField, RadioField, StringField
from wtforms.fields import SelectChoice

from naruteo_portal.core.i18n import N_, as_locale
from naruteo_portal.edge.forms import AtMost, Form, MailAddress, required
from naruteo_portal.identity.invitations import Invitee
from naruteo_portal.identity.names import MOST_CHARACTERS, Names


class InvitationForm(Form):
    """Whom to invite to what."""

    role = RadioField(N_("Role"), [required(N_("Choose a role."))], choices=[])
    email = EmailField(N_("Mail address"), [required(N_("Enter the mail address.")), MailAddress()])
    name_native = StringField(
        N_("Name"),
        [required(N_("Enter the name.")), AtMost(MOST_CHARACTERS)],
        description=N_("The mail addresses the person by it; the person can change it."),
    )
    name_roman = StringField(N_("Name in Latin letters"), [AtMost(MOST_CHARACTERS)])
    locale = RadioField(
        N_("Language of the mail"),
        [required(N_("Choose a language."))],
        choices=[SelectChoice("ko", "한국어"), SelectChoice("en", "English")],
        default="ko",
    )

    def invitee(self) -> Invitee:
        """The person as entered."""
        return Invitee(
            email=self.email.data,
            names=Names(native=self.name_native.data, roman=self.name_roman.data),
            locale=as_locale(self.locale.data) or "ko",
        )


class UploadForm(Form):
    """A list of people in a file."""

    file = FileField(
        N_("File"),
        [required(N_("Choose a file."))],
        description=N_("CSV or XLSX, up to 2,000 people and 2 MB. Nothing is sent before you have seen the result."),
    )


class CarryOutForm(Form):
    """All rows or only the good ones."""

    extent = RadioField(
        N_("What to send"),
        [required(N_("Choose what to send."))],
        choices=[
            SelectChoice("all", N_("Only if every row is right")),
            SelectChoice("valid", N_("The rows that are right, without the others")),
        ],
    )
