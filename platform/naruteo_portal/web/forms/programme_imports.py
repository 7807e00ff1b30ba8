"""The forms of loading a programme."""

from flask_wtf.file import FileField
from wtforms import Field, IntegerField, RadioField, SelectField, StringField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from naruteo_analytics.intake.final import Final
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import AtMost, Form, Within, required
from naruteo_portal.insight.intake.words import FORMS
from naruteo_portal.insight.models import Source

MOST_TITLE = 120


class TablesForm(Form):
    """A programme's tables as ZIP."""

    form = RadioField(
        N_("What the tables look like"),
        [required(N_("Choose what the tables look like."))],
        choices=[SelectChoice(source.value, words) for source, words in FORMS.items()],
    )
    file = FileField(
        N_("Tables [ZIP]"),
        [required(N_("Choose a file."))],
        description=N_("Nothing is loaded before you have seen what the check found."),
    )
    final_title = StringField(
        N_("Title of the line item with the final result"), [AtMost(MOST_TITLE)],
        description=N_("OneRoster only. Leave it empty if no line item holds the final result of a class."),
    )  # fmt: skip
    least_to_pass = IntegerField(
        N_("Passed from how many per cent on"),
        [Optional(), Within(0, 100, N_("Write a whole number from 0 to 100."))],
        description=N_("OneRoster only. Of the line item’s own range."),
    )

    def validate_final_title(self, field: Field) -> None:
        """A final result is declared of OneRoster, and with what it takes to pass."""
        given = bool(field.data and field.data.strip())
        if given and self.form.data != Source.ONEROSTER.value:
            raise ValidationError(N_("Leave this empty: OULAD’s tables say themselves who has passed."))
        if given == (self.least_to_pass.data is None):
            raise ValidationError(N_("Give both the title and from how many per cent on it is passed, or neither."))

    @property
    def final(self) -> Final | None:
        """What is declared of the final result."""
        title = (self.final_title.data or "").strip()
        return Final(title, self.least_to_pass.data) if title else None


class ProgrammeForm(TablesForm):
    """A programme that is not here yet, and its tables."""

    organisation = SelectField(N_("Whose programme"), [required(N_("Choose whose programme it is."))], choices=[])
    title_ko = StringField(N_("Title in Korean"), [required(N_("Write the title in Korean.")), AtMost(MOST_TITLE)])
    title_en = StringField(N_("Title in English"), [required(N_("Enter a title in English.")), AtMost(MOST_TITLE)])
