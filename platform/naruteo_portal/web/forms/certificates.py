"""Choosing what a certificate shows, revoking one, and looking one up."""

from wtforms import BooleanField, TextAreaField

from naruteo_portal.completion.certificates import Choice
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import AtMost, Form, required


class ChoiceForm(Form):
    """What the holder shows; all of it can be changed later."""

    score = BooleanField(N_("Show my score"))
    hours = BooleanField(N_("Show the hours of the course"))
    public = BooleanField(
        N_("Let others check it"),
        description=N_("Whoever has the number sees the certificate on a page of its own, until you close it again."),
    )

    def choice(self) -> Choice:
        """The choice that was made."""
        return Choice(self.score.data, self.hours.data, self.public.data)


class RevokeForm(Form):
    """Why a certificate does not hold."""

    reason = TextAreaField(
        N_("Reason"),
        [required(N_("Write the reason; the holder reads it.")), AtMost(1000)],
        description=N_("The holder will read it. Whoever checks the number sees only that it was revoked, and when."),
    )
