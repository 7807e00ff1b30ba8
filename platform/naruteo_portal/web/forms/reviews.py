"""Forms of cohort reviews: saving a view, and sharing and following it."""

from wtforms import HiddenField, RadioField, SelectChoice, SelectField, StringField

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import AtMost, Form, required
from naruteo_portal.insight.models import Rhythm

TITLE = [required(N_("Give the view a name by which you find it again.")), AtMost(80)]


class SaveForm(Form):
    """Keep a page with its filters under a name."""

    title = StringField(N_("Name of the view"), TITLE)
    page = HiddenField()


class SavedViewForm(Form):
    """Name, share and follow a view."""

    title = StringField(N_("Name of the view"), TITLE)
    share = SelectField(
        N_("Who sees it"),
        description=N_("All who review programmes for the organisation see a shared view, each with their own rights."),
    )
    rhythm = RadioField(
        N_("When to tell you of new figures"),
        choices=[
            SelectChoice(Rhythm.NEVER, N_("Never")),
            SelectChoice(Rhythm.EACH_RELEASE, N_("After each release")),
            SelectChoice(Rhythm.MONTHLY, N_("Once a month, on the first day")),
        ],
        description=N_("A notice and a mail say what changed, with a link. The report is made when you open it."),
    )
