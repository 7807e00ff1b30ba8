"""What is refused about rounds, each with words that say what can be done."""

from naruteo_portal.core.errors import Conflict, Invalid, NotAllowed
from naruteo_portal.core.i18n import N_


class RoundHasMoved(Conflict):
    """The round is not in the state that the step needs."""

    def __init__(self) -> None:
        super().__init__(
            N_("The round is in another state by now, so this step is not open any more. Look at it again.")
        )


class RoundChanged(Conflict):
    """Somebody has saved the round since it was looked at."""

    def __init__(self) -> None:
        super().__init__(
            N_("Somebody has changed the round meanwhile. Nothing was saved; look at it again, then repeat.")
        )


class PlanIsFixed(Conflict):
    """The round has opened, so candidates choose by its plan."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "The round has opened, and candidates choose by its openings and quotas, so these stay as they are. "
                "If something is wrong with them, cancel the round and plan another."
            )
        )


class ListsClosed(Conflict):
    """Lists of this round are saved and certified at another time."""

    def __init__(self) -> None:
        super().__init__(
            N_("This round takes no lists now: it has not opened yet, or its deadline has passed. Nothing was saved.")
        )


class NotInOrder(Invalid):
    """The four instants do not follow one another."""

    def __init__(self) -> None:
        super().__init__(
            N_("Put the four times in order: opening, deadline for certifying, publication, deadline for answers.")
        )


class OpensInThePast(Invalid):
    """A round that would open at once, before anybody has seen its plan."""

    def __init__(self) -> None:
        super().__init__(N_("Let the round open in the future, so that its openings and quotas are public before."))


class NotTakingPart(Invalid):
    """An opening that is not published, or not of this round."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            N_("Opening %(reference)s is not open, or not in this round. Choose among those shown.",
               reference=reference)
        )  # fmt: skip


class QuotaUnclear(Invalid):
    """A quota that nobody could keep."""

    def __init__(self, region: object) -> None:
        super().__init__(
            N_(
                "%(region)s: write a cap or a floor from 0 on, the floor not above the cap, and the reason for it.",
                region=region,
            )
        )


class TargetsAboveCap(Invalid):
    """Targets that a region's cap does not hold."""

    def __init__(self, region: object, targets: int, cap: int) -> None:
        super().__init__(
            N_(
                "%(region)s: the targets of its openings are %(targets)s together and the cap is %(cap)s. Lower the "
                "targets or raise the cap.",
                region=region,
                targets=targets,
                cap=cap,
            )
        )


class ReservesUnclear(Invalid):
    """More reserved seats than there are, or of no group that is known."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            N_(
                "Opening %(reference)s: reserve from 0 to all of its seats, and write the reason of a reserve, a "
                "target or an order.",
                reference=reference,
            )
        )


class NothingTakesPart(Invalid):
    """A round without openings."""

    def __init__(self) -> None:
        super().__init__(N_("Choose at least one opening for the round."))


class NotForOfficers(NotAllowed):
    """The reader runs no rounds."""

    def __init__(self) -> None:
        super().__init__(N_("Rounds are run by the agency’s officers."))


class NotConsented(NotAllowed):
    """Taking part in rounds needs consent."""

    def __init__(self) -> None:
        super().__init__(
            N_("To take part in a round you first have to consent to it. You can do so, and undo it, in your profile.")
        )
