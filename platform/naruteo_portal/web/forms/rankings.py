"""The forms of those who choose candidates: names, orders, stages and interviews; and candidates' answers."""

from datetime import datetime

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired

from naruteo_portal.core.clock import KST
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import AtMost, Form, required
from naruteo_portal.talent.rankings.pipeline import Invitation
from naruteo_portal.talent.rankings.stages import STAGES
from naruteo_portal.web.forms.cohorts import in_our_time
from naruteo_portal.web.forms.openings import NO_NUMBER, WHY


class NameForm(Form):
    """Why somebody has to know a candidate's name."""

    reason = TextAreaField(
        N_("Why you need the name"), [required(WHY), AtMost(500)],
        description=N_("It is kept, and the candidate reads it."),
    )  # fmt: skip


class CertifyForm(Form):
    """Certifying an order."""

    version = HiddenField()
    looked = BooleanField(N_("I have looked at these candidates myself, and I answer for this order."))


class StageForm(Form):
    """How far an opening has come with a candidate."""

    stage = SelectField(
        N_("Stage"), choices=[SelectChoice(each.value, words) for each, (words, _kind) in STAGES.items()]
    )
    note = TextAreaField(
        N_("Note"), [AtMost(1000)], description=N_("Only your organisation reads it. Write about the work alone.")
    )


class InvitationForm(Form):
    """An invitation to an interview."""

    day = DateField(N_("Day"), [InputRequired(N_("Enter the day.")), in_our_time])
    time = TimeField(
        N_("Time in Korea"), [InputRequired(N_("Enter the time."))],
        description=N_("The candidate sees it in their own time as well."),
    )  # fmt: skip
    minutes = IntegerField(N_("Length in minutes"), [InputRequired(NO_NUMBER)], default=30)
    place = StringField(N_("Place or address of the video call"), [required(N_("Write where it is.")), AtMost(300)])
    words = TextAreaField(N_("What you want to say besides"), [AtMost(1000)])

    def invitation(self) -> Invitation:
        """What was entered."""
        return Invitation(
            datetime.combine(self.day.data, self.time.data, KST), self.minutes.data, self.place.data.strip(),
            (self.words.data or "").strip(),
        )  # fmt: skip


class InterviewAnswerForm(Form):
    """What a candidate answers to an invitation."""

    answer = RadioField(
        N_("Your answer"), [required(N_("Choose an answer."))],
        choices=[
            SelectChoice("accepted", N_("I will come")),
            SelectChoice("other_time", N_("I would come, but at another time")),
            SelectChoice("declined", N_("I will not come")),
        ],
    )  # fmt: skip
    words = TextAreaField(N_("What you want to say to it"), [AtMost(1000)])
