"""What a claim's papers are made of: plain values, gathered once, as of one instant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

Words = Mapping[str, str]
"""{"ko": …, "en": …}"""


@dataclass(frozen=True)
class Training:
    """A training, or the part of it that is claimed for."""

    code: str
    """The number of its recognition, or `cohort-17` of the platform."""
    title: Words
    starts_on: date
    last_day: date
    mode: str | None
    """classroom, on_site, remote or blended, as the claim states it."""
    hours: str | None
    """As the claim states them."""
    provider: Words | None = None
    """Who held it, if it was held on the platform; nothing is known of other trainings."""
    provider_number: str | None = None
    """Business number."""
    edition: str | None = None
    """Number and SHA-256 of the course as it was taught."""

    @property
    def held_here(self) -> bool:
        """Whether the platform has records of it."""
        return self.provider is not None


@dataclass(frozen=True)
class Attempt:
    """One submission of a task; points are None until they are known."""

    task: Words
    number: int
    received_at: datetime
    late: bool
    points: float | None
    max_points: float
    counts: bool


@dataclass(frozen=True)
class Learning:
    """What the platform has recorded of one trainee in one training."""

    enrolment: str
    name_roman: str | None
    days: Mapping[date, int | None]
    """The days that count, with the minutes that somebody has stated and an instructor has confirmed."""
    tasks_done: int
    tasks: int
    score: float
    """Of the course, per cent."""
    attempts: tuple[Attempt, ...]
    complete: bool
    certificate: str | None
    """The number of the certificate in force."""
    certified_on: date | None


@dataclass(frozen=True)
class Trainee:
    """One line of a claim. Amounts are won, None where they are not known."""

    number: str
    """The employee's number at the employer."""
    name: str
    training: Training
    status: str | None
    """What the trainee is to the employer: insured, on_paid_leave, …; as the claim states it."""
    cost: int | None
    """What the employer paid for this training of this trainee."""
    outcome: str | None
    """eligible, not_eligible or undetermined; None before it is judged."""
    judged: int | None
    amount: int | None
    estimate: int | None
    learning: Learning | None = None
    """None if the training was held elsewhere."""


@dataclass(frozen=True)
class ClaimRecord:
    """A claim with all that its papers say, as of one instant."""

    reference: str
    programme: Words
    legal_basis: Words
    employer: Words
    business_number: str | None
    year: int
    claimed_on: date | None
    amount: int | None
    as_of: datetime
    rules: tuple[str, ...]
    """Regime and digest of the rules that judged it; several if its trainings ended under several."""
    trainees: tuple[Trainee, ...]

    @property
    def trainings(self) -> tuple[Training, ...]:
        """Each training once, in the order of the claim."""
        by_part = {
            (each.training.code, each.training.starts_on, each.training.last_day): each for each in self.trainees
        }
        return tuple(each.training for each in by_part.values())

    def in_training(self, training: Training) -> tuple[Trainee, ...]:
        """Who was in a training, in the order of the claim."""
        return tuple(each for each in self.trainees if each.training == training)
