"""Planning a cohort, its schedule, and deciding on applications."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import Field
from wtforms.validators import InputRequired, ValidationError

from naruteo_portal.catalogue.cohorts import CohortPlan
from naruteo_portal.catalogue.models import Admission, Cohort, CohortState, ScheduledTask
from naruteo_portal.catalogue.schedule import Planned
from naruteo_portal.catalogue.words import ADMISSIONS
from naruteo_portal.core.clock import KST
from naruteo_portal.core.i18n import N_, choose
from naruteo_portal.edge.arrivals import kept_number
from naruteo_portal.edge.forms import AtMost, Form, required
from naruteo_portal.edge.visitor import locale

# Dates and numbers use `InputRequired`, which lets "not a date" and "not a number" be said as such.
MOST_SEATS = 1000
YEARS = range(2000, 3000)
INSTANT_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
# What WTForms itself says of fields that only these forms have.
OWN_WORDS_OF_WTFORMS = (N_("Not a valid datetime value."), N_("'%(value)s' is not a valid choice for this field."))


def in_korea(instant: datetime) -> datetime:
    """An instant as a form field shows it: Korean time, without a zone."""
    return instant.astimezone(KST).replace(tzinfo=None)


def from_korea(entered: datetime) -> datetime:
    """The instant that was entered as Korean time."""
    return entered.replace(tzinfo=KST).astimezone(UTC)


def in_our_time(form: Form, field: Field) -> None:
    """The field holds a day or an instant that can be counted from and shown in every time zone."""
    if field.data is not None and field.data.year not in YEARS:
        raise ValidationError(
            N_("Enter a year from %(first)d to %(last)d.", first=YEARS.start, last=YEARS.stop - 1),
        )


def some_seats(form: Form, field: Field) -> None:
    """The field holds a number of seats that a cohort can have."""
    if field.data is not None and not 1 <= field.data <= MOST_SEATS:
        raise ValidationError(N_("Enter a number from 1 to %(most)d.", most=MOST_SEATS))


STATES = [
    SelectChoice(CohortState.OPEN.value, N_("People can apply at once")),
    SelectChoice(CohortState.DRAFT.value, N_("Keep it in preparation; nobody else sees it")),
]


class CohortForm(Form):
    """What a cohort is."""

    name_ko = StringField(N_("Name in Korean"), [required(N_("Enter a name in Korean.")), AtMost(100)])
    name_en = StringField(N_("Name in English"), [required(N_("Enter a name in English.")), AtMost(100)])
    starts_on = DateField(N_("First day"), [InputRequired(N_("Enter the first day.")), in_our_time])
    last_day = DateField(N_("Last day"), [InputRequired(N_("Enter the last day.")), in_our_time])
    apply_until = DateTimeLocalField(
        N_("Apply until"),
        [InputRequired(N_("Enter the last instant to apply.")), in_our_time],
        format=INSTANT_FORMATS,
        description=N_("Korean time"),
    )
    seats = IntegerField(
        N_("Seats"),
        [
            InputRequired(N_("Enter the number of seats.")),
            some_seats,
        ],
    )
    admission = RadioField(
        N_("How seats are given"),
        [required(N_("Choose how seats are given."))],
        choices=[SelectChoice(admission.value, words) for admission, words in ADMISSIONS.items()],
        default=Admission.BY_DECISION.value,
    )
    instructors = SelectMultipleField(N_("Instructors"), coerce=kept_number)

    def plan(self) -> CohortPlan:
        """The cohort as entered; the last day is the day before `ends_before`."""
        return CohortPlan(
            name={"ko": self.name_ko.data.strip(), "en": self.name_en.data.strip()},
            starts_on=self.starts_on.data,
            ends_before=self.last_day.data + timedelta(days=1),
            apply_until=from_korea(self.apply_until.data),
            seats=self.seats.data,
            admission=Admission(self.admission.data),
        )


class NewCohortForm(CohortForm):
    """A cohort that does not exist yet."""

    state = RadioField(
        N_("Applications"),
        [required(N_("Choose whether people can apply."))],
        choices=STATES,
        default=CohortState.OPEN.value,
    )


class ChangedCohortForm(CohortForm):
    """A cohort that is changed."""

    replan = BooleanField(
        N_("Compute the due dates again from the first day"),
        description=N_("Otherwise the schedule stays as it is; you can change it task by task."),
    )

    @classmethod
    def of(cls, cohort: Cohort) -> "ChangedCohortForm":
        """The form as filled by the cohort, or by what was sent."""
        return cls(
            name_ko=cohort.name["ko"],
            name_en=cohort.name.get("en", ""),
            starts_on=cohort.starts_on,
            last_day=cohort.last_day,
            apply_until=in_korea(cohort.apply_until),
            seats=cohort.seats,
            admission=cohort.admission.value,
            instructors=[instructor.account_id for instructor in cohort.instructors],
        )


class StateForm(Form):
    """One button that opens or closes a cohort."""

    state = HiddenField()


class DecisionForm(Form):
    """Deciding on several applications at once."""

    enrolments = SelectMultipleField(N_("People"), coerce=kept_number, validate_choice=False)
    act = HiddenField()
    reason = TextAreaField(
        N_("Reason, if you decline"), [AtMost(500)], description=N_("The people you decline are told this by mail.")
    )


class ScheduleForm(Form):
    """When the tasks of a cohort open and are due; its fields are made for each cohort."""

    past_confirmed = BooleanField(N_("Yes, work not submitted yet is late at once"))

    def windows(self, schedule: Sequence[ScheduledTask]) -> list[Planned]:
        """The schedule as entered."""
        return [
            Planned(
                scheduled.task_id,
                from_korea(self[f"opens_{scheduled.task_id}"].data),
                from_korea(self[f"due_{scheduled.task_id}"].data),
            )
            for scheduled in schedule
        ]


def schedule_form(schedule: Sequence[ScheduledTask]) -> ScheduleForm:
    """A form with two instants for every task."""
    fields: dict[str, Any] = {}
    filled: dict[str, datetime] = {}
    for scheduled in schedule:
        title = choose(scheduled.task.title, locale())
        for name, label, instant in (
            ("opens", N_("%(task)s: opens", task=title), scheduled.opens_at),
            ("due", N_("%(task)s: due", task=title), scheduled.due_at),
        ):
            fields[f"{name}_{scheduled.task_id}"] = DateTimeLocalField(
                label,
                [InputRequired(N_("Enter a day and a time.")), in_our_time],
                format=INSTANT_FORMATS,
            )
            filled[f"{name}_{scheduled.task_id}"] = in_korea(instant)
    form: ScheduleForm = type("ScheduleForm", (ScheduleForm,), fields)(**filled)
    return form
