"""What is refused about budgets."""

from naruteo_portal.core.errors import Conflict, Invalid
from naruteo_portal.core.i18n import N_


class BudgetExists(Conflict):
    """There is a budget for the same already."""

    def __init__(self) -> None:
        super().__init__(N_("There is a budget for this programme, region and year already. Change that one."))


class NoBudget(Conflict):
    """Nobody has allotted anything that the claim could be granted from."""

    def __init__(self, region: str, year: int) -> None:
        super().__init__(
            N_(
                "There is no budget for %(year)s that covers this claim (region: %(region)s). Open one, then repeat.",
                region=region or N_("not stated"), year=year,
            )
        )  # fmt: skip


class BudgetExceeded(Conflict):
    """Less is left than is asked for."""

    def __init__(self, wanted: int, left: int) -> None:
        super().__init__(
            N_(
                "The budget has %(left)s won left; %(wanted)s won are needed. Nothing was decided.",
                left=f"{left:,}", wanted=f"{wanted:,}",
            )
        )  # fmt: skip


class AllotmentInUse(Conflict):
    """What is committed or paid cannot be taken back."""

    def __init__(self, left: int) -> None:
        super().__init__(
            N_(
                "Only the %(left)s won that are left can be taken back; the rest is committed or paid.",
                left=f"{left:,}",
            )
        )


class NothingAllotted(Invalid):
    """An allotment of nothing, or of more than a ledger can hold."""

    def __init__(self) -> None:
        super().__init__(N_("Write an amount in won, from 1 up to 1,000,000,000,000,000."))
