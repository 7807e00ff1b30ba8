"""What is refused about claims, each with words that say what can be done."""

from datetime import date

from naruteo_portal.core.errors import Conflict, Invalid, NotAllowed
from naruteo_portal.core.i18n import N_


class ClaimHasMoved(Conflict):
    """Somebody else changed the claim, or it has gone on."""

    def __init__(self) -> None:
        super().__init__(
            N_("The claim has changed since you loaded the page. Nothing was saved. Look at it again, then repeat.")
        )


class NotFromHere(Conflict):
    """The step does not follow from the state that the claim is in."""

    def __init__(self) -> None:
        super().__init__(N_("The claim is in another state by now, so this step is not open any more."))


class NotClaimable(Invalid):
    """A programme that is claimed elsewhere, or does not exist."""

    def __init__(self) -> None:
        super().__init__(N_("Grants of this programme are not claimed here. Choose one of the programmes in the list."))


class NothingClaimed(Invalid):
    """A claim without anybody in it."""

    def __init__(self) -> None:
        super().__init__(N_("Nobody is in the claim yet. Choose the trainees whom you claim for."))


class NotOverYet(Invalid):
    """A training, or its part, that has not ended."""

    def __init__(self, name: str, day: date) -> None:
        super().__init__(
            N_("The training of %(name)s ends on %(day)s. It can be claimed from that day on.", name=name, day=day)
        )


class OtherYear(Invalid):
    """Trainings of another insurance year count against another ceiling."""

    def __init__(self, name: str, year: int) -> None:
        super().__init__(
            N_(
                "The training of %(name)s did not end in %(year)s. Make a claim of its own for each year.",
                name=name, year=year,
            )
        )  # fmt: skip


class ClaimedAlready(Conflict):
    """The same person and training, in days that another claim covers."""

    def __init__(self, name: str, reference: str) -> None:
        super().__init__(
            N_(
                "The training of %(name)s on these days is in claim %(reference)s already. Take it out of one of them.",
                name=name, reference=reference,
            )
        )  # fmt: skip


class CeilingsDiffer(Invalid):
    """The employer's facts changed within the year, so its trainings have different ceilings."""

    def __init__(self, name: str) -> None:
        super().__init__(
            N_(
                "The ceiling of the year is another one for the training of %(name)s than for the first, because the "
                "employer’s facts changed in between. Claim the trainings before and after the change separately.",
                name=name,
            )
        )


class UnusableFacts(Invalid):
    """Facts of one trainee that the rules cannot read."""

    def __init__(self, name: str, faults: dict[str, str]) -> None:
        super().__init__(N_("What is stated about %(name)s cannot be used: %(faults)s", name=name, faults=faults))


class HoldsResidentNumber(Invalid):
    """Words that hold what looks like a resident registration number; no law allows one here."""

    def __init__(self) -> None:
        super().__init__(
            N_("This looks like a resident registration number. We may not take it; use the employee’s own number.")
        )


class UnreadableRow(Invalid):
    """A row of people that does not hold a number and a name."""

    def __init__(self, row: int) -> None:
        super().__init__(
            N_("Row %(row)d cannot be read. Write the employee’s number and the name, separated by a comma.", row=row)
        )


class TooManyTrainees(Invalid):
    """More trainees than one claim holds."""

    def __init__(self, most: int) -> None:
        super().__init__(N_("A claim holds at most %(most)d trainees. Make another claim for the others.", most=most))


class InClaimAlready(Invalid):
    """The same person and training twice in one claim."""

    def __init__(self, name: str) -> None:
        super().__init__(N_("%(name)s is in this claim for the same training and days already.", name=name))


class DaysInDisorder(Invalid):
    """A training that ends before it begins."""

    def __init__(self) -> None:
        super().__init__(N_("The last day must not be before the first."))


class FundedTwice(Conflict):
    """The check for double funding found what has to be put right first."""

    def __init__(self) -> None:
        super().__init__(N_("Something would be paid twice. Put right what is marked below, then hand the claim in."))


class NotConfirmed(Invalid):
    """The check for double funding asks something that nobody has answered."""

    def __init__(self) -> None:
        super().__init__(N_("Read the questions about double funding, and confirm that no cost is claimed twice."))


class StatedOtherwise(Invalid):
    """Something about the employer was another for the day of one training."""

    def __init__(self, name: str, day: date, fact: dict[str, str]) -> None:
        super().__init__(
            N_(
                "For the day on which the training of %(name)s ended (%(day)s), the employer has stated something "
                "else: %(fact)s. Claim it in a claim of its own, or correct what is stated.",
                name=name, day=day, fact=fact,
            )
        )  # fmt: skip


class MakerChecks(NotAllowed):
    """Who prepared a claim as an agent hands it in, too."""

    def __init__(self) -> None:
        super().__init__(
            N_("You prepared this claim as an agent, so somebody else of the employer’s HR has to hand it in.")
        )


class AppealOpen(Conflict):
    """A claim with an appeal that nobody has answered."""

    def __init__(self) -> None:
        super().__init__(N_("An appeal is open already. Wait for its answer."))


class AppealAnswered(Conflict):
    """An appeal that somebody has answered meanwhile."""

    def __init__(self) -> None:
        super().__init__(N_("Somebody has answered this appeal already. Nothing was saved."))


class DecidedByOneself(NotAllowed):
    """An officer answers an appeal against their own decision."""

    def __init__(self) -> None:
        super().__init__(N_("You decided on this claim, so another officer has to answer the appeal."))


class NoSuchAgent(Invalid):
    """An address that no account has."""

    def __init__(self) -> None:
        super().__init__(
            N_("No account has this mail address. Ask your agent to sign up first, and give the address used there.")
        )


class NoOutsider(Invalid):
    """Somebody of the employer's own people."""

    def __init__(self) -> None:
        super().__init__(N_("This person has a role in your organisation. Only people from outside become agents."))


class AgentAlready(Conflict):
    """Somebody who prepares the employer's claims already, or will."""

    def __init__(self) -> None:
        super().__init__(N_("This person is an agent of your organisation already. End that first to change its days."))
