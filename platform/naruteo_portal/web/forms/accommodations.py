"""Granting one person more time for a task, or excusing them from it."""

from datetime import datetime

from wtforms import DateTimeLocalField, HiddenField, RadioField, SelectChoice, TextAreaField
from wtforms.validators import Optional

from naruteo_portal.assessment.accommodations import Grant
from naruteo_portal.catalogue.models import Accommodation, AccommodationKind
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.arrivals import whole_number
from naruteo_portal.edge.forms import AtMost, Form, required
from naruteo_portal.web.forms.cohorts import INSTANT_FORMATS, from_korea, in_korea, in_our_time


class SeenForm(Form):
    """Which accommodation the instructor had before them, so that nobody overwrites what they have not seen."""

    seen = HiddenField()

    def seen_id(self) -> int | None:
        """Its id; None if there was none."""
        return whole_number(self.seen.data) if self.seen.data else None


class AccommodationForm(SeenForm):
    """An extension or an excuse, and why."""

    kind = RadioField(
        N_("What do you grant?"),
        [required(N_("Choose more time, or an excuse."))],
        choices=[
            SelectChoice(AccommodationKind.EXTENSION.value, N_("More time: the task is due later for this person")),
            SelectChoice(
                AccommodationKind.EXCUSE.value,
                N_("An excuse: the task counts neither for nor against this person, the others weigh accordingly more"),
            ),
        ],
        default=AccommodationKind.EXTENSION.value,
    )
    due_at = DateTimeLocalField(
        N_("Due for this person"),
        [Optional(), in_our_time],
        format=INSTANT_FORMATS,
        description=N_("Korean time; for an excuse leave it as it is."),
    )
    reason = TextAreaField(
        N_("Reason"),
        [required(N_("Write the reason; it is kept.")), AtMost(1000)],
        description=N_(
            "The person and the instructors of the cohort can read it. Leave out what nobody needs to know."
        ),
    )

    @classmethod
    def of(cls, granted: Accommodation | None, due_at: datetime) -> "AccommodationForm":
        """The form as filled by what the person has now, or by what was sent."""
        return cls(
            seen=str(granted.id) if granted else "",
            kind=(granted.kind if granted else AccommodationKind.EXTENSION).value,
            due_at=in_korea(due_at),
            reason=granted.reason if granted else "",
        )

    def granted(self) -> Grant | None:
        """What was entered; None, with an error at the field, if an extension has no due time."""
        kind = AccommodationKind(self.kind.data)
        if kind is AccommodationKind.EXCUSE:
            return Grant(kind, None, self.reason.data.strip())
        if self.due_at.data is None:
            self.refuse(N_("Enter a day and a time."), "due_at")
            return None
        return Grant(kind, from_korea(self.due_at.data), self.reason.data.strip())
