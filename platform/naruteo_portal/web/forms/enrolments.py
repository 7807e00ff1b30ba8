"""Applying for a place and giving it up."""

from wtforms import HiddenField, TextAreaField

from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import AtMost, Form, required


class ApplyForm(Form):
    """One button: the cohort it stands beside."""

    cohort = HiddenField()

    def cohort_id(self) -> int:
        """The cohort's number; NotFound if there is none."""
        given = self.cohort.data or ""
        if not (given.isascii() and given.isdigit() and len(given) <= 18):
            raise NotFound
        return int(given)


class WithdrawForm(Form):
    """Why a person leaves."""

    reason = TextAreaField(
        N_("Reason"),
        [required(N_("Write a few words about the reason.")), AtMost(500)],
        description=N_("The training provider and the learner see it."),
    )
