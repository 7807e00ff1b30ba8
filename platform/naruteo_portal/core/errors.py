"""The vocabulary of refusal: one class per refusal, with the status it means and words that teach."""

from naruteo_portal.core.i18n import N_, Message


class Refusal(Exception):
    """Something a person asked for and may not have; shown to them in their language."""

    status = 400
    code = "bad-request"

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class NotSignedIn(Refusal):
    """The page is for people who are signed in."""

    status = 401
    code = "not-signed-in"

    def __init__(self, message: Message = N_("Please sign in first.")) -> None:
        super().__init__(message)


class NotAllowed(Refusal):
    """The person's role does not reach this."""

    status = 403
    code = "not-allowed"

    def __init__(self, message: Message = N_("Your role does not include this page.")) -> None:
        super().__init__(message)


class NotFound(Refusal):
    """There is no such thing, or none that this reader may know of."""

    status = 404
    code = "not-found"

    def __init__(self, message: Message = N_("We could not find this.")) -> None:
        super().__init__(message)


class Conflict(Refusal):
    """The thing has moved on since it was last seen."""

    status = 409
    code = "conflict"


class TooLarge(Refusal):
    """More was sent than is taken."""

    status = 413
    code = "too-large"


class Invalid(Refusal):
    """What was sent cannot be used as it is."""

    status = 422
    code = "invalid"


class TooManyTries(Refusal):
    """The same thing was tried too often."""

    status = 429
    code = "too-many-tries"
    retry_after: int | None = None
    """Seconds until the next try is taken."""


class Unavailable(Refusal):
    """A part that this needs does not answer just now."""

    status = 503
    code = "unavailable"


class StorageFull(Unavailable):
    """Nothing more can be written until somebody makes room."""

    code = "storage-full"

    def __init__(self) -> None:
        super().__init__(
            N_(
                "The platform has no room for files just now, so nothing was saved. "
                "Please try again later; if this goes on, tell your instructor."
            )
        )
