"""Why a release is not made."""

from naruteo_portal.core.errors import Conflict
from naruteo_portal.core.i18n import N_

BEYOND_US = (ValueError, LookupError, ArithmeticError)
"""What the library raises when it cannot make sense of data; trying again would not help."""


class BeingPrepared(Conflict):
    """One is enough."""

    def __init__(self) -> None:
        super().__init__(
            N_("A release of this programme is being prepared. You will see its figures here when it is ready.")
        )


class NoData(Conflict):
    """There is nothing to count."""

    def __init__(self) -> None:
        super().__init__(N_("This programme has no data yet. Load its tables first."))
