"""What is refused about runs, confirming, publishing and offers, each with words that say what can be done."""

from naruteo_portal.core.errors import Conflict, Invalid, NotAllowed
from naruteo_portal.core.i18n import N_


class TooLateToAnswer(Conflict):
    """The offers of the round are not open."""

    def __init__(self) -> None:
        super().__init__(N_("Offers of this round cannot be answered any more: its deadline for answers has passed."))


class AnsweredAlready(Conflict):
    """There is no offer that waits for an answer."""

    def __init__(self) -> None:
        super().__init__(N_("There is no offer that waits for your answer; perhaps you have answered it already."))


class NothingChanged(Invalid):
    """A what-if or an override that changes nothing."""

    def __init__(self) -> None:
        super().__init__(N_("Nothing would be changed by this. Enter what should be different."))


class RunIsAnother(Conflict):
    """The result that was looked at is not the latest."""

    def __init__(self) -> None:
        super().__init__(
            N_("The result is another one by now, perhaps after an override. Look at it again, then repeat.")
        )


class SecondPersonNeeded(NotAllowed):
    """The one who ran or overrode would confirm."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Two people are needed: an officer who neither ran the assignment nor overrode an outcome has to "
                "confirm it."
            )
        )


class OwnInterest(NotAllowed):
    """An officer who takes part in the round, or belongs to those who offer a place in it."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "You take part in this round yourself, or belong to an organisation that offers a place in it. Another "
                "officer has to do this."
            )
        )


class NotVerified(Conflict):
    """The verifier found something."""

    def __init__(self) -> None:
        super().__init__(
            N_("The verifier found faults in this result, so it cannot be confirmed. Send it back with a reason.")
        )


class ReasonNeeded(Invalid):
    """Something is done to somebody without a reason."""

    def __init__(self) -> None:
        super().__init__(N_("Write the reason; it is kept with the round."))


class NotInTheRound(Invalid):
    """A candidate or an opening that the frozen lists do not hold."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            N_("%(reference)s is not in the frozen lists of this round. Check the number.", reference=reference)
        )


class PartsThem(Invalid):
    """An override of one of those who apply together."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "This candidate applies together with others, who agreed to be placed together only. One of them alone "
                "is not moved."
            )
        )


class NotTriedTogether(Conflict):
    """A what-if that linked applications exclude."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Candidates apply together in this round, so caps and the highest joint value cannot be tried: they "
                "cannot be combined yet. Seats, wages and lengths of lists can."
            )
        )


class SolverMissing(Conflict):
    """OR-Tools is not installed."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "This run needs OR-Tools, which is not installed here. Whoever operates the platform installs it by: "
                "pip install 'naruteo[optimal]'"
            )
        )


class OverrideRefused(Invalid):
    """An override that would break a rule, not only somebody's wish."""

    def __init__(self, faults: list[dict[str, str]]) -> None:
        super().__init__(
            N_(
                "This override would break a rule, so it was not made: %(fault)s",
                fault=faults[0],
            )
        )


class TooEarlyToPublish(Conflict):
    """The instant that was announced has not come."""

    def __init__(self) -> None:
        super().__init__(N_("The outcome is published at the announced time, not before: everybody relies on it."))


class NoTimeToAnswer(Conflict):
    """The deadline for answers is over before the offers are made."""

    def __init__(self) -> None:
        super().__init__(
            N_("The deadline for answers has passed. Give more time first, so that candidates can answer.")
        )


class NotLater(Invalid):
    """Instants that would be moved forward."""

    def __init__(self) -> None:
        super().__init__(
            N_("Announced times can only be put off: choose later ones than those announced, in order, in the future.")
        )


class NothingLeft(Conflict):
    """A second round without free places."""

    def __init__(self) -> None:
        super().__init__(N_("No place is left of this round, so there is nothing for a second round to hand out."))
