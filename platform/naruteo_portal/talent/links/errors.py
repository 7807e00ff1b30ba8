"""What is refused about applying together, each with words that say what can be done."""

from naruteo_portal.core.errors import Conflict, Invalid
from naruteo_portal.core.i18n import N_, Message


class NotTogetherHere(Conflict):
    """The round, or this installation, cannot place people together."""

    def __init__(self, why: Message) -> None:
        super().__init__(why)


class NobodyToInvite(Invalid):
    """No candidate with this number takes part in rounds, or it is oneself."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Nobody else who takes part in rounds has this number. Ask the person for the candidate number on "
                "their talent profile, and whether they consent to take part in rounds."
            )
        )


class InvitedAlready(Conflict):
    """The person is invited, or in, already."""

    def __init__(self) -> None:
        super().__init__(N_("This person is invited already, or has declined. Talk to each other first."))


class TooManyTogether(Invalid):
    """A larger family than the search can place."""

    def __init__(self, most: int) -> None:
        super().__init__(N_("At most %(most)s people can apply together.", most=most))


class LinkedAlready(Conflict):
    """Somebody is in another linked application of the round."""

    def __init__(self) -> None:
        super().__init__(
            N_("You apply together with somebody in this round already. Leave that application first, then accept.")
        )


class InvitationIsOver(Conflict):
    """The invitation does not stand any more."""

    def __init__(self) -> None:
        super().__init__(N_("This invitation does not stand any more. Ask for another one if you still want it."))


class WishesHaveMoved(Conflict):
    """The shared wishes were saved by somebody else since they were looked at."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "The shared wishes were changed in the meantime, perhaps by those who apply with you. Look at them "
                "again, then repeat."
            )
        )


class NobodyJoined(Conflict):
    """There are no wishes to share while one is alone."""

    def __init__(self) -> None:
        super().__init__(N_("Nobody has accepted your invitation yet. Shared wishes can be made once somebody has."))


class WishUnclear(Invalid):
    """A row that is empty, or names what does not take part."""

    def __init__(self) -> None:
        super().__init__(
            N_("Choose an opening of this round for one of you at least; for the others “no place” may stand.")
        )


class TooManyWishes(Invalid):
    """More shared wishes than anybody can mean."""

    def __init__(self, most: int) -> None:
        super().__init__(N_("At most %(most)s shared wishes can be made. Take one out first.", most=most))


class NothingShared(Invalid):
    """No shared wish to certify."""

    def __init__(self) -> None:
        super().__init__(N_("There is no shared wish yet. Add one first, or leave to apply alone."))
