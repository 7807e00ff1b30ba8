"""Arranging who stands in for the instructors of a cohort."""

from wtforms import DateField, SelectField, TextAreaField
from wtforms.validators import InputRequired

from naruteo_portal.catalogue.substitutes import StandIn
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.arrivals import kept_number
from naruteo_portal.edge.forms import AtMost, Form, required
from naruteo_portal.web.forms.cohorts import in_our_time


class SubstituteForm(Form):
    """Who stands in, from which day to which, and why."""

    account = SelectField(N_("Who stands in"), [required(N_("Choose a person."))])
    starts_on = DateField(N_("First day"), [InputRequired(N_("Enter the first day.")), in_our_time])
    last_day = DateField(N_("Last day"), [InputRequired(N_("Enter the last day.")), in_our_time])
    reason = TextAreaField(
        N_("Reason"),
        [required(N_("Write the reason; it is kept.")), AtMost(500)],
        description=N_("Whoever looks after the cohort can read it. Leave out what nobody needs to know."),
    )

    def wanted(self) -> StandIn:
        """What was entered."""
        return StandIn(
            kept_number(self.account.data), self.starts_on.data, self.last_day.data, self.reason.data.strip()
        )
