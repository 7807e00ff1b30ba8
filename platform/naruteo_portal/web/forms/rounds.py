"""Forms of matching rounds: the plan, what-ifs, overrides, and reasons."""

from collections.abc import Mapping, Sequence

from wtforms import DateTimeLocalField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional

from naruteo_portal.core.i18n import N_
from naruteo_portal.core.provinces import PROVINCES, province
from naruteo_portal.edge.forms import AtMost, Form, SeenForm, required
from naruteo_portal.edge.visitor import locale
from naruteo_portal.talent.clearing.what_if import OTHER_AIMS, Change
from naruteo_portal.talent.rounds.calendar import Instants
from naruteo_portal.talent.rounds.models import Round
from naruteo_portal.talent.rounds.planning import RoundPlan
from naruteo_portal.web.forms.cohorts import INSTANT_FORMATS, from_korea, in_korea, in_our_time
from naruteo_portal.web.forms.decisions import no_resident_number
from naruteo_portal.web.round_words import MODES

MOST_SEATS = 100_000
MOST_WON = 1_000_000_000
KOREAN_TIME = N_("Korean time")


class RoundForm(SeenForm):
    """The plan of a round."""

    title_ko = StringField(N_("Title in Korean"), [required(N_("Enter a title in Korean.")), AtMost(100)])
    title_en = StringField(N_("Title in English"), [required(N_("Enter a title in English.")), AtMost(100)])
    opens_at = DateTimeLocalField(
        N_("Lists are taken from"), [InputRequired(N_("Enter a day and a time.")), in_our_time],
        format=INSTANT_FORMATS, description=KOREAN_TIME,
    )  # fmt: skip
    certify_by = DateTimeLocalField(
        N_("Deadline for certifying"), [InputRequired(N_("Enter a day and a time.")), in_our_time],
        format=INSTANT_FORMATS, description=N_("Korean time. What is not certified by then does not count."),
    )  # fmt: skip
    publish_at = DateTimeLocalField(
        N_("Outcome is published at"), [InputRequired(N_("Enter a day and a time.")), in_our_time],
        format=INSTANT_FORMATS, description=N_("Korean time. Leave days for dry runs and the second officer."),
    )  # fmt: skip
    answer_by = DateTimeLocalField(
        N_("Deadline for answers to offers"), [InputRequired(N_("Enter a day and a time.")), in_our_time],
        format=INSTANT_FORMATS, description=KOREAN_TIME,
    )  # fmt: skip
    supervisor = SelectField(
        N_("Supervisor"),
        description=N_("The named human who answers for the round; the name is published (AI Basic Act, decree 27)."),
    )
    contact = StringField(
        N_("Contact"), [required(N_("Enter how to reach the supervisor.")), AtMost(200), no_resident_number],
        description=N_("Published with the name: a telephone number or a mail address of the office."),
    )  # fmt: skip

    @classmethod
    def of(cls, round_: Round) -> "RoundForm":
        """The form as filled by a round, or by what was sent."""
        return cls(
            version=str(round_.version), title_ko=round_.title["ko"], title_en=round_.title["en"],
            supervisor=str(round_.supervisor_id), contact=round_.contact,
            **{name: in_korea(getattr(round_, name)) for name in Instants.__annotations__},
        )  # fmt: skip

    def plan(self) -> RoundPlan:
        """What was entered."""
        return RoundPlan(
            {"ko": self.title_ko.data.strip(), "en": self.title_en.data.strip()},
            Instants(**{name: from_korea(self[name].data) for name in Instants.__annotations__}),
            int(self.supervisor.data),
            self.contact.data.strip(),
        )


class PostponeForm(Form):
    """Later times of publication and answers."""

    publish_at = DateTimeLocalField(
        N_("Outcome is published at"), [InputRequired(N_("Enter a day and a time.")), in_our_time],
        format=INSTANT_FORMATS, description=KOREAN_TIME,
    )  # fmt: skip
    answer_by = DateTimeLocalField(
        N_("Deadline for answers to offers"), [InputRequired(N_("Enter a day and a time.")), in_our_time],
        format=INSTANT_FORMATS, description=KOREAN_TIME,
    )  # fmt: skip
    reason = TextAreaField(N_("Reason"), [required(N_("Write the reason; it is kept.")), AtMost(1000)])


class ReasonForm(Form):
    """Why something is called off or sent back."""

    run = HiddenField()
    reason = TextAreaField(
        N_("Reason"), [required(N_("Write the reason; it is kept.")), AtMost(1000), no_resident_number]
    )


class OverrideForm(ReasonForm):
    """Placing one candidate elsewhere."""

    candidate = StringField(N_("Candidate’s number"), [required(N_("Enter the number, for instance CA-2026-7K3M-Q2."))])
    opening = StringField(
        N_("Opening’s number"),
        description=N_("Where the candidate is placed instead. Leave it empty to place them nowhere."),
    )


class WhatIfForm(Form):
    """What is to be changed in a trial."""

    opening = SelectField(N_("Seats of an opening"), [Optional()])
    seats = IntegerField(
        N_("Seats more or less"), [Optional(), NumberRange(-MOST_SEATS, MOST_SEATS)],
        description=N_("For instance 1, or -1. Choose the opening as well."),
    )  # fmt: skip
    region = SelectField(N_("Cap of a region"), [Optional()])
    cap = IntegerField(
        N_("The cap instead"), [Optional(), NumberRange(0, MOST_SEATS)],
        description=N_("Empty with a region chosen: without a cap there."),
    )  # fmt: skip
    wage_floor = IntegerField(
        N_("Leave out openings that pay less than, in won a year"), [Optional(), NumberRange(1, MOST_WON)]
    )
    list_length = IntegerField(N_("Count no more than so many entries of a list"), [Optional(), NumberRange(1, 1000)])
    mode = SelectField(N_("Aim of the assignment"), [Optional()])

    def offer(self, openings: Sequence[tuple[str, str]], regions: Mapping[str, object]) -> None:
        """Give the form the openings and regions of its round."""
        none = ("", N_("as planned"))
        self.choose_among("opening", [none, *openings])
        self.choose_among(
            "region", [none, *((code, province(code)[locale()]) for code in PROVINCES if code in regions)]
        )
        self.choose_among("mode", [none, *((mode, MODES[mode]) for mode in OTHER_AIMS)])

    def change(self) -> Change:
        """What was entered."""
        seats = {self.opening.data: self.seats.data} if self.opening.data and self.seats.data else {}
        caps = {self.region.data: self.cap.data} if self.region.data else {}
        return Change(
            seats=seats, caps=caps, wage_floor=self.wage_floor.data, list_length=self.list_length.data,
            mode=self.mode.data or None,
        )  # fmt: skip
