"""A learner's seed: a number in a file beside the notebook, from which a task draws data of the learner's own.

An assignment whose source holds the file has seeds. The course's own number counts where nobody gives out others:
in nbgrader without Naruteo, and in `naruteo grade` without `--seed`.
"""

from collections.abc import Mapping

SEED_FILE = "seed.txt"
SEEDS = 1_000_000
"""Seeds are whole numbers below this: short enough for the phone, and two of a class are rarely alike."""


def seed_number(number: int) -> int | None:
    """Return one of the seeds that a course is tried under: first the course's own, then others far apart."""
    return 104_729 * number % SEEDS if number else None


def seeded(files: Mapping[str, bytes], seed: int | None) -> dict[str, bytes]:
    """Put a learner's seed into an assignment's files, if it is one that has seeds; None leaves the course's own."""
    if seed is None or SEED_FILE not in files:
        return dict(files)
    return {**files, SEED_FILE: f"{seed}\n".encode()}


def seed_in(files: Mapping[str, bytes]) -> int | None:
    """Return the seed that stands in an assignment's files; None if there is none."""
    written = files.get(SEED_FILE, b"").strip()
    # What stands there may be a learner's: it need not be a number, and not a short one.
    return int(written) if written.isdigit() and len(written) < len(str(SEEDS)) else None
