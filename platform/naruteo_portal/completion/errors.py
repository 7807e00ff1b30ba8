"""What is refused on the way to a certificate, each with words that say what can be done."""

from naruteo_portal.core.errors import Conflict, Invalid
from naruteo_portal.core.i18n import N_


class CorrectionIsAsked(Conflict):
    """One open wish for each entry."""

    def __init__(self) -> None:
        super().__init__(
            N_("You have asked to correct this entry already. Please wait for the answer, or take it back.")
        )


class CorrectionIsOver(Conflict):
    """Somebody was faster."""

    def __init__(self) -> None:
        super().__init__(N_("This request has been answered or taken back already."))


class DayOutside(Invalid):
    """The day cannot have been one of learning in this cohort."""

    def __init__(self) -> None:
        super().__init__(N_("Choose a day between the cohort's first day and today."))


class RulesNotMet(Conflict):
    """Something still stands in the way of the certificate."""

    def __init__(self) -> None:
        super().__init__(N_("The certificate comes when all completion rules are met. This page says what is missing."))


class CertificateIsIssued(Conflict):
    """There is one already."""

    def __init__(self) -> None:
        super().__init__(N_("The certificate has been issued already."))


class CertificateWasRevoked(Conflict):
    """Only staff issue another one after that."""

    def __init__(self) -> None:
        super().__init__(
            N_("The certificate of this enrolment was revoked. Please ask the training provider for another one.")
        )
