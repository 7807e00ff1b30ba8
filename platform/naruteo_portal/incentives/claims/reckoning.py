"""What the lines of a claim come to by the rules, and what the ceiling of the year leaves of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile

from naruteo_portal.rules.cases import BadFact, BadFacts, read_asked
from naruteo_portal.rules.ceilings import allocate
from naruteo_portal.rules.explaining import Explanation, Said, explain
from naruteo_portal.rules.model import CONFIRMED
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.tracing import whole_value


@dataclass(frozen=True)
class Reckoned:
    """One line: the answer of the rules, and won (None where they cannot say)."""

    answer: Explanation
    judged: int | None
    """By the rules alone."""
    amount: int | None
    """What the ceiling leaves."""
    estimate: int | None
    """With figures that nobody has confirmed; never paid."""
    ceiling: int | None
    """The ceiling of the year; None if there is none or it is not known."""


class UnreadableCase(BadFacts):
    """Facts of a case that the rules cannot read; `place` is the case's, counted from 0."""

    def __init__(self, place: int, faults: Sequence[BadFact]) -> None:
        super().__init__(list(faults))
        self.place = place


def reckon(programme: Programme, cases: Sequence[Mapping[str, object]], used: int) -> list[Reckoned]:
    """Judge the cases of one employer and year in their order; `used` won of the ceiling were granted before.

    Facts are as `rules.cases.read_facts` takes them; those that the programme does not ask for are left aside.
    Raises UnreadableCase (of the first case with faults) and ceilings.UnequalCaps.
    """
    read = [_read(programme, place, case) for place, case in enumerate(cases)]
    answers = [explain(programme, facts) for facts in read]
    judged = [won(answer.amount) for answer in answers]
    ceilings = [_ceiling(programme, facts) for facts in read]
    amounts = _left(judged, ceilings, used) if programme.groups else judged
    return [
        Reckoned(answer, by_rules, amount, won(answer.estimate), ceiling)
        for answer, by_rules, amount, ceiling in zip(answers, judged, amounts, ceilings, strict=True)
    ]


def _read(programme: Programme, place: int, case: Mapping[str, object]) -> dict[str, int]:
    try:
        return read_asked(programme, case)
    except BadFacts as bad:
        raise UnreadableCase(place, bad.faults) from None


def _left(judged: Sequence[int | None], ceilings: Sequence[int | None], used: int) -> list[int | None]:
    """What the ceiling leaves; after a line that is not known, nobody knows what is left for the next."""
    asking = [place for place, amount in enumerate(judged) if amount != 0]
    clear = list(takewhile(lambda place: judged[place] is not None and ceilings[place] is not None, asking))
    wanted, caps = [judged[place] or 0 for place in clear], [ceilings[place] or 0 for place in clear]
    left = dict(zip(clear, allocate(wanted, [0] * len(clear), caps, used=[used] * len(clear)).tolist(), strict=True))
    return [0 if amount == 0 else left.get(place) for place, amount in enumerate(judged)]


def total(amounts: Iterable[int | None]) -> int | None:
    """The sum; None as soon as one of them is not known."""
    known = list(amounts)
    return None if None in known else sum(each or 0 for each in known)


def won(amount: Said) -> int | None:
    """Whole won of an amount as the rules write it; a rest below one won is not paid."""
    return None if amount is None else int(Decimal(str(amount)) // 1)


def _ceiling(programme: Programme, facts: Mapping[str, int]) -> int | None:
    cap = next((group.cap for group in programme.groups.values()), None)
    return None if cap is None else whole_value(programme, facts, cap, CONFIRMED)
