"""How many of the disguised copies are found, and which honest work is listed without reason."""

from collections import Counter

from naruteo_portal.assessment.similarity.comparing import LEAST_SHARE, Pair, Work, compare
from naruteo_portal.assessment.similarity.reading import parts_of, words_part
from naruteo_portal.assessment.similarity.winnowing import fingerprints_of
from naruteo_testing.disguises import WORDS_TASK, copies, honest
from naruteo_testing.similarity import written

COPY = 99


def work_of(number: int, task: str, text: str) -> Work:
    """A solution as it is compared."""
    parts = [words_part("work.ipynb", 1, text)] if task == WORDS_TASK else parts_of({"work.ipynb": written(text)})
    return Work(number, number, fingerprints_of(parts))


def unfounded_pairs(task: str, share: float = LEAST_SHARE) -> list[Pair]:
    """Pairs of honest solutions that are listed although they share more than this by chance alone."""
    works = [work_of(number, task, text) for number, text in enumerate(honest(task))]
    pairs = compare(works, [work.id for work in works], set()).pairs
    return [pair for pair in pairs if max(pair.share_of_one, pair.share_of_other) >= share]


def found_copies(task: str) -> dict[str, tuple[int, int]]:
    """By disguise: how many copies are listed beside their original, of how many."""
    originals = [work_of(number, task, text) for number, text in enumerate(honest(task))]
    found: Counter[str] = Counter()
    made: Counter[str] = Counter()
    for disguise, original, text in copies(task):
        made[disguise] += 1
        listed = compare([*originals, work_of(COPY, task, text)], [COPY], set()).pairs
        found[disguise] += original in {pair.other for pair in listed}
    return {disguise: (found[disguise], number) for disguise, number in made.items()}
