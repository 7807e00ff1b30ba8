"""What is refused about runs, confirming, publishing and offers, each with words that say what can be done."""

from naruteo_portal.core.errors import Conflict
from naruteo_portal.core.i18n import N_


class TooLateToAnswer(Conflict):
    """The offers of the round are not open."""

    def __init__(self) -> None:
        super().__init__(N_("Offers of this round cannot be answered any more: its deadline for answers has passed."))


class AnsweredAlready(Conflict):
    """There is no offer that waits for an answer."""

    def __init__(self) -> None:
        super().__init__(N_("There is no offer that waits for your answer; perhaps you have answered it already."))
