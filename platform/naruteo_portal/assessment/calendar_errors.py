"""What is refused about extensions, excuses and moved dates, each with words that say what can be done."""

from datetime import datetime

from naruteo_portal.core.clock import KST
from naruteo_portal.core.errors import Conflict, Invalid
from naruteo_portal.core.i18n import N_


class AccommodationHasChanged(Conflict):
    """Somebody else granted or revoked in the meantime."""

    def __init__(self) -> None:
        super().__init__(
            N_("Somebody has changed what this person was granted. Please look at it again before you decide.")
        )


class NotLonger(Invalid):
    """An extension gives more time than the others have."""

    def __init__(self, due_at: datetime) -> None:
        super().__init__(
            N_(
                "Everybody in the cohort has until %(due)s (KST). Choose a later time.",
                due=f"{due_at.astimezone(KST):%Y-%m-%d %H:%M}",
            )
        )


class ExtensionTooLate(Invalid):
    """Work is taken until the cohort ends."""

    def __init__(self, end: datetime) -> None:
        super().__init__(
            N_(
                "The cohort ends on %(end)s (KST). Choose a time before that, or move the cohort's last day first.",
                end=f"{end.astimezone(KST):%Y-%m-%d %H:%M}",
            )
        )


class NothingLeftToDo(Invalid):
    """Who is excused from everything has not done the course."""

    def __init__(self) -> None:
        super().__init__(
            N_("This is the last task that counts for this person. Nobody completes a course without any task.")
        )
