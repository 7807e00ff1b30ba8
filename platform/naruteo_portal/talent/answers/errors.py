"""What is refused about questions on outcomes, each with words that say what can be done."""

from naruteo_portal.core.errors import Conflict, Invalid, NotAllowed
from naruteo_portal.core.i18n import N_


class QuestionOpen(Conflict):
    """One question at a time about one outcome."""

    def __init__(self) -> None:
        super().__init__(
            N_("A question of yours about this result is open already. Wait for its answer, or take it back first.")
        )


class QuestionMoved(Conflict):
    """The question was answered, prolonged or taken back since it was looked at."""

    def __init__(self) -> None:
        super().__init__(
            N_("This question has gone on since you loaded the page. Nothing was saved. Look at it again, then repeat.")
        )


class TookPart(NotAllowed):
    """Who confirmed the round or changed this outcome may not answer."""

    def __init__(self) -> None:
        super().__init__(
            N_("You confirmed this round or changed this result, so another officer has to answer the question.")
        )


class NoMoreTime(Conflict):
    """It was prolonged twice, or the last day has gone by."""

    def __init__(self) -> None:
        super().__init__(
            N_("The time for this answer cannot be prolonged: it was so twice, or the last day has gone by. Answer it.")
        )


class WrongAnswer(Invalid):
    """An answer that does not fit what was asked."""

    def __init__(self) -> None:
        super().__init__(N_("Choose an answer that fits what was asked."))
