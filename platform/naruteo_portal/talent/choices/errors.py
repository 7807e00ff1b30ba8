"""What is refused about lists of openings, each with words that say what can be done."""

from naruteo_portal.core.errors import Conflict, Invalid
from naruteo_portal.core.i18n import N_


class ListHasMoved(Conflict):
    """The list was saved in another window since it was looked at."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "This list was saved in another window in the meantime. Nothing of either is lost; choose which to "
                "keep."
            )
        )


class NotInRound(Invalid):
    """An opening that does not take part in the round."""

    def __init__(self) -> None:
        super().__init__(N_("This opening does not take part in the round. Choose one that does."))


class ListTooLong(Invalid):
    """More openings than anybody can mean."""

    def __init__(self, most: int) -> None:
        super().__init__(N_("A list holds at most %(most)s openings. Take one out first.", most=most))


class NothingListed(Invalid):
    """An empty list cannot be certified."""

    def __init__(self) -> None:
        super().__init__(
            N_("Your list is empty. Put openings in it first, or take your certified list back to leave the round.")
        )


class UnknownZone(Invalid):
    """No such time zone."""

    def __init__(self) -> None:
        super().__init__(N_("Choose a time zone from the list."))
