"""How a wait in the queue is said."""

from collections.abc import Mapping
from math import ceil

from naruteo_portal.assessment.turns import Wait
from naruteo_portal.core.i18n import N_, Message

SOON_SECONDS = 10
LONGEST_IN_SECONDS = 90


def said_waits(waits: Mapping[int, Wait]) -> list[tuple[int, str, str]]:
    """What is said of some waits, for telling whether a page would say anything new."""
    return [(each, str(before_words(wait)), str(wait_words(wait))) for each, wait in sorted(waits.items())]


def before_words(wait: Wait) -> Message:
    """How many are before a submission."""
    if wait.before == 0:
        return N_("This one is next.")
    if wait.before == 1:
        return N_("One submission is before this one.")
    return N_("%(count)d submissions are before this one.", count=wait.before)


def wait_words(wait: Wait) -> Message:
    """When the result is expected, no more exactly than it can be known."""
    if wait.seconds is None:
        return N_("The expected wait is undetermined: nothing has been measured yet, or no grader runs just now.")
    if wait.seconds <= SOON_SECONDS:
        return N_("The result is expected within a few seconds.")
    if wait.seconds <= LONGEST_IN_SECONDS:
        return N_("The result is expected in about %(seconds)d seconds.", seconds=ceil(wait.seconds / 10) * 10)
    return N_("The result is expected in about %(minutes)d minutes.", minutes=ceil(wait.seconds / 60))
