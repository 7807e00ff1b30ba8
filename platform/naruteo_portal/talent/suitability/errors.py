"""What is refused about models of suitability, each with words that say what can be done."""

from naruteo_portal.core.errors import Conflict, Invalid
from naruteo_portal.core.i18n import N_


class NothingLearned(Conflict):
    """A refused attempt cannot be used."""

    def __init__(self) -> None:
        super().__init__(
            N_("Nothing was learned in this attempt, so it cannot be used. Its reasons stand on its page.")
        )


class UsedBefore(Conflict):
    """A model that is in use, or was taken out of use."""

    def __init__(self) -> None:
        super().__init__(N_("This model is in use, or was taken out of use. Learn anew to use another one."))


class WordsNeeded(Invalid):
    """A named human says why."""

    def __init__(self) -> None:
        super().__init__(N_("Write why; it is kept with your name and the model’s card."))
