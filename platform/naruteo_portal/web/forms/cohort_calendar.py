"""Moving all dates of a cohort, and copying one."""

from collections.abc import Sequence

from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectChoice, SelectMultipleField, StringField
from wtforms.fields import Field
from wtforms.validators import InputRequired, Optional, ValidationError

from naruteo_portal.catalogue.cohorts import CohortPlan
from naruteo_portal.catalogue.models import Cohort, CohortState, Edition
from naruteo_portal.catalogue.shifting import Scope, Shift, plan_of
from naruteo_portal.core.clock import now
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.edge.arrivals import kept_number
from naruteo_portal.edge.forms import AtMost, Form, required
from naruteo_portal.web.forms.cohorts import STATES, in_our_time, some_seats

MOST_DAYS = 3660


def within_ten_years(form: Form, field: Field) -> None:
    """The field holds a number of days that a cohort may move by."""
    if field.data is not None and abs(field.data) > MOST_DAYS:
        raise ValidationError(N_("Enter a number of days within ten years."))


class ShiftForm(Form):
    """By how many days, or to which first day; sent by GET for the preview and by POST to carry it out."""

    scope = RadioField(
        N_("Which dates move?"),
        [required(N_("Choose which dates move."))],
        choices=[
            SelectChoice(Scope.COMING.value, N_("Those still to come")),
            SelectChoice(Scope.ALL.value, N_("All of them, past ones too")),
        ],
        default=Scope.COMING.value,
    )
    days = IntegerField(
        N_("Days later"),
        [Optional(), within_ten_years],
        description=N_("A negative number makes them earlier: -7 by one week."),
    )
    first_day = DateField(
        N_("Or a new first day"), [Optional(), in_our_time],
        description=N_("Everything moves by as many days as the first day does."),
    )  # fmt: skip
    past_confirmed = BooleanField(N_("Yes, work not submitted yet is late at once"))

    def shift(self, cohort: Cohort) -> Shift | None:
        """What was entered; None, with an error, where it is neither or both, or nothing would move."""
        if (self.days.data is None) is (self.first_day.data is None):
            self.refuse(N_("Enter either a number of days or a new first day."), "days")
            return None
        days = self.days.data if self.first_day.data is None else (self.first_day.data - cohort.starts_on).days
        made = Shift(days, Scope(self.scope.data), now())
        if self.first_day.data is not None and made.day(cohort.starts_on) != self.first_day.data:
            self.refuse(N_("The cohort has begun, so its first day stays. Enter a number of days."), "first_day")
            return None
        if days == 0:
            self.refuse(N_("Nothing would move."), "days" if self.first_day.data is None else "first_day")
            return None
        return made


class CopyForm(Form):
    """A cohort like another one."""

    name_ko = StringField(N_("Name in Korean"), [required(N_("Enter a name in Korean.")), AtMost(100)])
    name_en = StringField(N_("Name in English"), [required(N_("Enter a name in English.")), AtMost(100)])
    edition = RadioField(N_("Edition of the course"), [required(N_("Choose an edition."))], choices=[])
    starts_on = DateField(
        N_("First day"), [InputRequired(N_("Enter the first day.")), in_our_time],
        description=N_("The last day, the last instant to apply and all dates of the tasks move along."),
    )  # fmt: skip
    seats = IntegerField(N_("Seats"), [InputRequired(N_("Enter the number of seats.")), some_seats])
    instructors = SelectMultipleField(N_("Instructors"), coerce=kept_number)
    state = RadioField(
        N_("Applications"), [required(N_("Choose whether people can apply."))], choices=STATES,
        default=CohortState.DRAFT.value,
    )  # fmt: skip

    @classmethod
    def of(cls, cohort: Cohort, instructors: Sequence[int]) -> "CopyForm":
        """The form as filled by the cohort that is copied, or by what was sent."""
        return cls(
            name_ko=cohort.name["ko"], name_en=cohort.name.get("en", ""), seats=cohort.seats, instructors=instructors,
            edition=str(cohort.edition.number),
        )  # fmt: skip

    def offer(self, editions: Sequence[Edition], present: int) -> None:
        """Let one of a course's editions be chosen, the cohort's own being `present`."""
        self.choose_among("edition", [(str(each.number), _edition_words(each, present)) for each in editions])

    def plan(self, cohort: Cohort) -> CohortPlan:
        """The copy as entered."""
        moved = Shift((self.starts_on.data - cohort.starts_on).days, Scope.ALL, now()).plan(plan_of(cohort))
        return CohortPlan(
            name={"ko": self.name_ko.data.strip(), "en": self.name_en.data.strip()},
            starts_on=moved.starts_on, ends_before=moved.ends_before, apply_until=moved.apply_until,
            seats=self.seats.data, admission=moved.admission,
        )  # fmt: skip


def _edition_words(edition: Edition, present: int) -> Message:
    if edition.number == present:
        return N_("The same one: number %(number)s", number=edition.number)
    return N_("A newer one: number %(number)s", number=edition.number)
