"""What is refused about decisions and payments, each with words that say what can be done."""

from naruteo_portal.core.errors import Conflict, Invalid, NotAllowed
from naruteo_portal.core.i18n import N_


class OwnClaim(NotAllowed):
    """The officer belongs to the employer, or had a hand in the claim."""

    def __init__(self) -> None:
        super().__init__(
            N_("You belong to this employer or took part in the claim. Another officer has to look after it.")
        )


class SamePerson(NotAllowed):
    """The one who proposed would confirm."""

    def __init__(self) -> None:
        super().__init__(N_("Two people are needed: another officer than the first has to do this."))


class AnswerChanged(Conflict):
    """The rules say something else by now than what was shown."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "The result is another one by now: facts, figures, or what is left of the employer’s ceiling have "
                "changed. Nothing was decided. Look at the result again, then decide."
            )
        )


class ProposedAlready(Conflict):
    """A decision waits for its second person."""

    def __init__(self) -> None:
        super().__init__(N_("A decision on this claim waits to be confirmed. Confirm it or send it back first."))


class NotProposed(Conflict):
    """The proposal was confirmed, declined or overtaken meanwhile."""

    def __init__(self) -> None:
        super().__init__(N_("This decision does not wait to be confirmed any more."))


class Undetermined(Invalid):
    """The rules cannot say what the claim comes to."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "The result is undetermined, so the claim cannot be approved. See below what is missing: ask the "
                "employer for facts, or have the figure confirmed."
            )
        )


class NothingToGrant(Invalid):
    """The claim comes to nothing."""

    def __init__(self) -> None:
        super().__init__(N_("By the rules the claim comes to 0 won. It cannot be approved; reject it with a reason."))


class ReasonMissing(Invalid):
    """Somebody who is refused something is owed a reason."""

    def __init__(self) -> None:
        super().__init__(N_("Write the reason. The employer reads it in the decision letter."))


class DeadlineTooEarly(Invalid):
    """A deadline that is over, or today."""

    def __init__(self) -> None:
        super().__init__(N_("Choose a day after today, so that the employer has time to answer."))


class PaymentUnderWay(Conflict):
    """A claim that is about to be paid cannot be opened again."""

    def __init__(self, batch_id: int) -> None:
        super().__init__(
            N_(
                "The claim is in payment batch %(batch)s. Cancel the batch, or wait until the bank’s answer is "
                "entered, then repeat.",
                batch=batch_id,
            )
        )  # fmt: skip


class NotToBePaid(Conflict):
    """A claim that is not approved, or is in another batch."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            N_(
                "Claim %(reference)s is not approved, or is in another batch by now. Nothing was saved.",
                reference=reference,
            )
        )


class NothingToPay(Invalid):
    """A batch of nothing, or of more than one file holds."""

    def __init__(self, most: int) -> None:
        super().__init__(N_("Choose from 1 to %(most)s claims for a batch.", most=most))


class BatchHasMoved(Conflict):
    """The batch is not in the state that the step needs."""

    def __init__(self) -> None:
        super().__init__(N_("The batch is in another state by now, so this step is not open any more."))


class ReturnHasProblems(Invalid):
    """A file with errors is not carried out in parts."""

    def __init__(self) -> None:
        super().__init__(N_("Nothing was entered. Correct the rows named below in the file and upload it again."))
