"""Whether something in a claim would be paid twice: pure, on the stretches of training alone.

What is sure stops a claim; what only may be is asked, with the reason and its source. Nobody is refused on a guess.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from naruteo_portal.core.i18n import N_, Message

Both = Mapping[str, str]
"""Words in both languages."""


class Grant(StrEnum):
    """What the employer states: whether another public grant bears the cost of a training."""

    NONE = "none"
    AI_VOUCHER = "ai_voucher"
    OTHER = "other"


class Weight(StrEnum):
    """How much a finding weighs."""

    STOPS = "stops"
    ASKS = "asks"


@dataclass(frozen=True)
class Stretch:
    """One person in one training between two days, both among them, as a claim has it."""

    claim: str
    """Reference of the claim."""
    programme: str
    employer_id: int
    number: str
    name: str
    training: str
    title: Both
    first_day: date
    last_day: date
    account_id: int | None = None
    """Who it is, where the training was held on the platform."""
    grant: str | None = None
    """One of Grant, as stated for the training; None if nothing was stated."""


@dataclass(frozen=True)
class Finding:
    """Something that would or may be paid twice: whose, why, and by which source."""

    weight: Weight
    about: Both | str
    """The trainee's name, or the training."""
    words: Message | Both
    source: Message | Both


OUR_RECORDS = N_("Claims in Naruteo")
STATED = N_("What the employer states")


def findings(own: Sequence[Stretch], others: Sequence[Stretch], voucher: Both, voucher_source: Both) -> list[Finding]:
    """What to put right or to answer before a claim is handed in; `others` are of other claims, which stand.

    `voucher` says in words why the AI voucher pays for no education.
    """
    found = [_met(mine, other) for mine in own for other in others if _overlap(mine, other)]
    trainings = {mine.training: mine for mine in own}
    stated = [_stated(mine, voucher, voucher_source) for mine in trainings.values()]
    return [each for each in (*stated, *found) if each is not None]


def stops(found: Iterable[Finding]) -> bool:
    """Whether something has to be put right first."""
    return any(each.weight is Weight.STOPS for each in found)


def asks(found: Iterable[Finding]) -> bool:
    """Whether something has to be confirmed."""
    return any(each.weight is Weight.ASKS for each in found)


def _overlap(mine: Stretch, other: Stretch) -> bool:
    return mine.first_day <= other.last_day and other.first_day <= mine.last_day


def _met(mine: Stretch, other: Stretch) -> Finding | None:
    """What another claim for the same days means, if anything."""
    here = mine.employer_id == other.employer_id
    same_account = mine.account_id is not None and mine.account_id == other.account_id
    same_training = mine.training == other.training
    values = {"reference": other.claim, "title": other.title, "first": other.first_day, "last": other.last_day}
    if same_account or (here and mine.number == other.number):
        if same_training:
            words = _claimed_here(values) if here else N_("Another employer has claimed this training for these days.")
            return Finding(Weight.STOPS, mine.name, words, OUR_RECORDS)
        # What another employer claims is nobody else's business.
        words = _other_training(values) if here else _other_employer()
        return Finding(Weight.ASKS, mine.name, words, OUR_RECORDS)
    if here and same_training and mine.name == other.name:
        return Finding(Weight.ASKS, mine.name, _same_name(other.number, values), OUR_RECORDS)
    return None


def _claimed_here(values: dict[str, object]) -> Message:
    return N_("This training is claimed for these days in claim %(reference)s already.", **values)


def _other_training(values: dict[str, object]) -> Message:
    return N_(
        "Claim %(reference)s covers another training on the same days: %(title)s (%(first)s to %(last)s). Is no hour "
        "and no cost in both?",
        **values,
    )


def _other_employer() -> Message:
    return N_("Another employer claims another training for the same person and days. Is no hour and no cost in both?")


def _same_name(number: str, values: dict[str, object]) -> Message:
    return N_(
        "Claim %(reference)s has somebody of the same name under the number %(number)s for this training and days. Are "
        "these two people?",
        number=number, **values,
    )  # fmt: skip


def _stated(mine: Stretch, voucher: Both, voucher_source: Both) -> Finding | None:
    """What follows from what the employer states about a training."""
    title = mine.title
    if mine.grant is None:
        words = N_("It is not stated whether another public grant bears the cost of this training. State it.")
        return Finding(Weight.STOPS, title, words, STATED)
    if mine.grant == Grant.AI_VOUCHER:
        return Finding(Weight.STOPS, title, voucher, voucher_source)
    if mine.grant == Grant.OTHER:
        words = N_(
            "Another public grant bears some of the cost. Only what nobody else pays can be claimed: is it left out "
            "here, and named in your remarks?"
        )
        return Finding(Weight.ASKS, title, words, STATED)
    return None
