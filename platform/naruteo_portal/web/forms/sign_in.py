"""The form that asks for mail address and password."""

from wtforms import EmailField, HiddenField, PasswordField

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import AtMost, Form, required


class SignInForm(Form):
    """Sign in."""

    email = EmailField(N_("Mail address"), [required(N_("Enter your mail address.")), AtMost(254)])
    password = PasswordField(N_("Password"), [required(N_("Enter your password."))])
    next = HiddenField()
