"""What may be refused to those who choose candidates."""

from naruteo_portal.core.errors import Conflict, Invalid, NotAllowed
from naruteo_portal.core.i18n import N_


class RankingHasMoved(Conflict):
    """Somebody has saved the order since it was loaded."""

    def __init__(self) -> None:
        super().__init__(
            N_("Somebody has saved this order in the meantime. Nothing of either is lost; choose which to keep.")
        )


class NotRanked(Invalid):
    """Nobody stands in the order."""

    def __init__(self) -> None:
        super().__init__(N_("Nobody stands in your order yet. Put somebody in it and save it first."))


class NotLookedAt(Invalid):
    """A human has to look before an order counts."""

    def __init__(self) -> None:
        super().__init__(N_("Say that you have looked at these candidates yourself and answer for the order."))


class NotInRound(Invalid):
    """Somebody stands in the order who cannot be ranked."""

    def __init__(self) -> None:
        super().__init__(
            N_("Somebody in your order cannot be ranked here now, for instance because a consent was taken back.")
        )


class UnknownReason(Invalid):
    """A reason that the list does not have."""

    def __init__(self) -> None:
        super().__init__(N_("Choose a reason from the list: it is about the work, never about the person."))


class NothingToUndo(Conflict):
    """There is no earlier order."""

    def __init__(self) -> None:
        super().__init__(N_("There is no earlier order to go back to."))


class ReasonRefused(Invalid):
    """What was written as a reason cannot be taken; it says why."""


class NameNotShown(NotAllowed):
    """The candidate has not agreed that the name is shown."""

    def __init__(self) -> None:
        super().__init__(
            N_("This candidate shows the name only to those whose place they accept. Go on with the number.")
        )
