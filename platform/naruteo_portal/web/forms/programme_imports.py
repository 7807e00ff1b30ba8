"""The forms of loading a programme."""

from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, StringField
from wtforms.fields import SelectChoice

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import AtMost, Form, required
from naruteo_portal.insight.intake.words import FORMS

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


class ProgrammeForm(TablesForm):
    """A programme that is not here yet, and its tables."""

    organisation = SelectField(N_("Whose programme"), [required(N_("Choose whose programme it is."))], choices=[])
    title_ko = StringField(N_("Title in Korean"), [required(N_("Write the title in Korean.")), AtMost(MOST_TITLE)])
    title_en = StringField(N_("Title in English"), [required(N_("Enter a title in English.")), AtMost(MOST_TITLE)])
