"""What is refused about claims, each with words that say what can be done."""

from datetime import date

from naruteo_portal.core.errors import Conflict, Invalid
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
