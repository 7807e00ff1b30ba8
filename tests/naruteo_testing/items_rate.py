"""Analyses made answers, or made times, with one program and prints seconds, memory and an answer as JSON.

`python -m naruteo_testing.items_rate PROGRAM ROWS ITEMS`; what is made is the same for all programs.
"""

import json
import resource
import sys
import time
import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from naruteo_analytics import items, survival
from naruteo_analytics.items import latent

Answer = list[float]


def right(persons: int, n_items: int) -> NDArray[np.int8]:
    """Answers of people whose ability is normal, to items of all sorts."""
    chance = np.random.default_rng(1)
    ability = chance.normal(size=(persons, 1))
    a, b = chance.uniform(0.5, 2, n_items), chance.normal(size=n_items)
    return (chance.uniform(size=(persons, n_items)) < 1 / (1 + np.exp(-a * (ability - b)))).astype(np.int8)


def two_parameters(persons: int, n_items: int) -> Callable[[], Answer]:
    """Both models, with standard errors."""
    given = right(persons, n_items)
    return lambda: list(latent.fit(given)[0].a)


def girth(persons: int, n_items: int) -> Callable[[], Answer]:
    """PyPI's `girth`: the two-parameter model alone, without standard errors."""
    from girth import twopl_mml  # type: ignore[import-not-found] # noqa: PLC0415 - may be absent

    given = right(persons, n_items).T.astype(int)
    return lambda: list(twopl_mml(given)["Discrimination"])


def everything(persons: int, n_items: int) -> Callable[[], Answer]:
    """All figures and the comparison of three groups, from one row for each answer."""
    given = right(persons, n_items)
    names = np.tile(pd.Categorical([f"q{at}" for at in range(n_items)]), persons)
    rows = pd.DataFrame({
        "enrolment": np.repeat(np.arange(persons), n_items), "exercise": "e", "item": names,
        "score": given.ravel().astype(float), "max_score": 1.0, "seconds": 60.0,
    })  # fmt: skip
    group = pd.Series(np.random.default_rng(2).choice(["x", "y", "z"], persons))

    def analysed() -> Answer:
        answers = items.from_responses(rows)
        items.functioning(answers, group)
        return items.analyse(answers).items["facility"].tolist()

    return analysed


def times(rows: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Days of 270, and which of three causes ended them, or none."""
    chance = np.random.default_rng(3)
    return chance.integers(1, 270, rows), chance.integers(0, 4, rows)


def causes(rows: int, _: int) -> Callable[[], Answer]:
    """The incidence of three causes with intervals."""
    time_, cause = times(rows)
    what = pd.Series(cause).where(cause > 0)
    return lambda: survival.cumulative_incidence(time_, what).steps.groupby("cause")["share"].last().tolist()


def lifelines(rows: int, _: int) -> Callable[[], Answer]:
    """The same by lifelines, which first moves equal days apart."""
    from lifelines import AalenJohansenFitter  # noqa: PLC0415 - seconds to import

    time_, cause = times(rows)

    def estimated() -> Answer:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitted = [AalenJohansenFitter(seed=0).fit(time_, cause, each) for each in (1, 2, 3)]
        return [float(each.cumulative_density_.iloc[-1, 0]) for each in fitted]

    return estimated


PROGRAMS = {
    "2PL": two_parameters, "girth": girth, "everything": everything, "causes": causes, "lifelines": lifelines,
}  # fmt: skip


def main(program: str, rows: int, n_items: int) -> None:
    """Measure in CPU seconds, and print."""
    run = PROGRAMS[program](rows, n_items)
    began = time.process_time()
    answer = run()
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak": peak, "answer": answer}))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
