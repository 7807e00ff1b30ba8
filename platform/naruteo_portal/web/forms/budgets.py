"""Allotting budgets."""

from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import AtMost, Form, Within, required
from naruteo_portal.web.forms.cohorts import YEARS


class AllotForm(Form):
    """Won that are added to a budget or taken back, and why."""

    won = IntegerField(
        N_("Amount in won"),
        [InputRequired(N_("Write a whole number of won."))],
        description=N_("Digits only. A minus takes back what is left."),
    )
    reason = TextAreaField(
        N_("Reason"), [required(N_("Write the reason; it stays in the ledger.")), AtMost(500)],
        description=N_("For instance the number of the document that allots it."),
    )  # fmt: skip


class BudgetForm(AllotForm):
    """A new budget."""

    programme = SelectField(N_("Programme"))
    region = StringField(
        N_("Region"), [AtMost(50)],
        description=N_(
            "As employers state it, for instance 부산. Leave it empty for all regions without a budget of their own."
        ),
    )  # fmt: skip
    year = IntegerField(
        N_("Year"),
        [
            InputRequired(N_("Write the year.")),
            Within(YEARS.start, YEARS.stop - 1, N_("Write the year with four digits.")),
        ],
        description=N_("The year in which the trainings ended."),
    )
