"""What the catalogue refuses, each with words that say what can be done."""

from datetime import datetime

from naruteo_portal.catalogue.models import Course, EnrolmentState
from naruteo_portal.core.clock import KST
from naruteo_portal.core.errors import Conflict, Invalid, NotAllowed
from naruteo_portal.core.i18n import N_


class OwnedByAnother(Conflict):
    """A course keeps the organisation that published it first."""

    def __init__(self, course: Course, owner: str) -> None:
        super().__init__(
            N_(
                "The course %(slug)s belongs to %(owner)s. Publish it for that organisation, or under another slug.",
                slug=course.slug,
                owner=owner,
            )
        )


class AddressNotVerified(NotAllowed):
    """Decisions are told by mail, so the address must be known to work."""

    def __init__(self) -> None:
        super().__init__(N_("Please confirm your e-mail address first: we tell you there whether you have a place."))


class NotOpenForApplications(Conflict):
    """The cohort takes no applications."""

    def __init__(self) -> None:
        super().__init__(N_("This cohort does not take applications now. Please look for another one of the course."))


class TooLateToApply(Conflict):
    """The last instant to apply has passed."""

    def __init__(self, until: datetime) -> None:
        super().__init__(
            N_(
                "Applications for this cohort closed on %(when)s (KST). Please look for another one of the course.",
                when=f"{until.astimezone(KST):%Y-%m-%d %H:%M}",
            )
        )


class AlreadyApplied(Conflict):
    """The person stands in line already, has a place, or was declined."""

    def __init__(self, state: EnrolmentState) -> None:
        super().__init__(
            {
                EnrolmentState.ADMITTED: N_("You have a place in this cohort already."),
                EnrolmentState.DECLINED: N_(
                    "Your application for this cohort was declined. Please ask the training provider, "
                    "or apply for another cohort."
                ),
            }.get(state, N_("You have applied for this cohort already."))
        )


class NotInThatState(Conflict):
    """Somebody else decided in the meantime."""

    def __init__(self, name: str) -> None:
        super().__init__(N_("The enrolment of %(name)s has changed meanwhile. Please look at it again.", name=name))


class CohortIsClosed(Conflict):
    """Nothing changes in a cohort that is over."""

    def __init__(self) -> None:
        super().__init__(N_("This cohort is closed. Open it again to change something in it."))


class TooFewSeats(Invalid):
    """Seats that are taken cannot be taken away."""

    def __init__(self, taken: int) -> None:
        super().__init__(
            N_("%(taken)s people have a place already, so there must be at least as many seats.", taken=taken)
        )


class CohortTooShort(Invalid):
    """The course's due dates do not fit between the cohort's dates."""

    def __init__(self, last_due: datetime) -> None:
        super().__init__(
            N_(
                "The last task is due on %(day)s. The cohort must last until that day at least.",
                day=f"{last_due.astimezone(KST):%Y-%m-%d}",
            )
        )


class DatesOutOfOrder(Invalid):
    """One date must come before another."""


class DueInThePast(Invalid):
    """A due instant is moved to before the present, which makes open work late at once."""

    def __init__(self, tasks: str) -> None:
        super().__init__(
            N_(
                "The new due time of %(tasks)s has passed already: work not submitted yet is late at once. "
                "Confirm that you want this, or choose a later time.",
                tasks=tasks,
            )
        )


class NotAnInstructor(Invalid):
    """Only people who are instructors of the course's organisation teach its cohorts."""

    def __init__(self) -> None:
        super().__init__(N_("Choose people who are instructors of the organisation that offers the course."))


class TeachesAlready(Invalid):
    """Nobody stands in where they teach anyway."""

    def __init__(self) -> None:
        super().__init__(N_("This person teaches the cohort already. Choose somebody else."))


class SubstitutionIsOver(Conflict):
    """What has ended cannot be ended."""

    def __init__(self) -> None:
        super().__init__(N_("This time as a substitute is over already."))
