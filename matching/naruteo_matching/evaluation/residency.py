"""Suitability on real applications: Peru's medical residency, trained on 2016-18 and tested on 2019.

The question is whether an applicant is admitted. What is known once applications are closed and before anybody decides:
the specialty and the university (together: the place) that were applied for, how many applied there this year, and how
earlier years ended. Each year's features look only at the years before it, so the rows to learn from are those of 2017
and 2018, with 2016 as their past; nothing was chosen by looking at 2019: the features, the prior of one row and the
strength of the penalty were chosen on 2018, trained on 2017. The applicant's sex is in the data and only reported.
"""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from naruteo_matching.statistics import auc, brier
from naruteo_matching.suitability.card import fit_with_card
from naruteo_matching.suitability.model import SuitabilityModel
from naruteo_matching.suitability.scoring import log_odds
from naruteo_matching.suitability.soundness import UnsoundTraining
from naruteo_matching.suitability.table import Table

FEATURES = ("seats_for_applicants_place", "seats_for_applicants_specialty", "past_rate_place", "past_rate_specialty")
"""Log of the seats of earlier years by this year's applicants, and log-odds of the earlier share admitted; of the place
and of the specialty."""
PRIOR = 1.0
"""Rows of the wider rate that a narrower one is mixed with (chosen on 2018 among 1, 3 and 10)."""
REFERENCE = {"auc": 0.612, "brier": 0.2285}
"""What a plain logistic regression on historical rates reached on 2019 (matching notes, 4.3)."""


@dataclass(frozen=True)
class Application:
    """One application and how it ended."""

    year: int
    specialty: str
    university: str
    department: str
    sex: str
    admitted: bool
    seat: tuple[str, str]
    """Specialty and university that the admitted person got, which may be others."""


def read_applications(path: Path) -> list[Application]:
    """Read the table of applications; those without a specialty or university keep the word that stands there."""
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            Application(
                int(row["year"]), row["Especialidad/SubEspecialidad_postulantes"], row["Universidad_postulantes"],
                _known(row["department_postulantes"]), _known(row["gender"]),
                row["Especialidad/SubEspecialidad_ingresantes"] != "NA",
                (row["Especialidad/SubEspecialidad_ingresantes"], row["Universidad_ingresantes"]),
            )
            for row in csv.DictReader(stream)
        ]  # fmt: skip


def _known(cell: str) -> str:
    return "" if cell == "NA" else cell


def features_of(year: int, past: Sequence[int], applications: Sequence[Application]) -> NDArray[np.float64]:
    """The features of a year's applications from earlier years' ends and this year's numbers of applicants.

    A place or specialty that earlier years do not know takes the wider rate instead of a zero.

    Returns
    -------
    float64 array of shape (n_applications of that year, 4), in the order of `FEATURES`
    """
    now = [each for each in applications if each.year == year]
    before = [each for each in applications if each.year in past]
    base = np.full(len(now), np.mean([each.admitted for each in before]))
    by_specialty, specialties = _rates(
        [each.specialty for each in now], [each.specialty for each in before],
        [each.seat[0] for each in before if each.admitted], before, len(past), base, base,
    )  # fmt: skip
    by_place, places = _rates(
        [(each.specialty, each.university) for each in now], [(each.specialty, each.university) for each in before],
        [each.seat for each in before if each.admitted], before, len(past), by_specialty, specialties,
    )  # fmt: skip
    return np.column_stack([np.log(by_place), np.log(by_specialty), log_odds(places), log_odds(specialties)])


def _rates(
    now: Sequence[Any], before: Sequence[Any], seats: Sequence[Any], applications: Sequence[Application], years: int,
    wider_seats: NDArray[np.float64], wider_rate: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # fmt: skip
    """Seats a year by this year's applicants, and the earlier share admitted, for each of now's keys."""
    applying, applied, taken = Counter(now), Counter(before), Counter(seats)
    admitted = Counter(key for key, each in zip(before, applications, strict=True) if each.admitted)
    supply, rate = wider_seats.copy(), wider_rate.copy()
    for at, key in enumerate(now):
        if key in applied or key in taken:
            supply[at] = (taken[key] / years + PRIOR * wider_seats[at]) / (applying[key] + PRIOR)
        # The share of few applications says less than the seats do, so it is mixed with twice as many rows.
        rate[at] = (admitted[key] + 2 * PRIOR * wider_rate[at]) / (applied[key] + 2 * PRIOR)
    return supply, rate


def table_of(years: Sequence[int], first: int, applications: Sequence[Application]) -> Table:
    """The applications of these years, each with the years from `first` to the one before as its past."""
    chosen = [each for year in years for each in applications if each.year == year]
    return Table(
        FEATURES, np.vstack([features_of(year, range(first, year), applications) for year in years]),
        np.array([each.admitted for each in chosen]), np.array([each.year for each in chosen], np.int64),
        np.full(len(chosen), ""), np.array([f"{each.specialty} / {each.university}" for each in chosen]),
        np.array([each.department for each in chosen]), {"sex": np.array([each.sex for each in chosen])},
    )  # fmt: skip


def evaluate(folder: Path) -> list[dict[str, Any]]:
    """Fit on 2016-18, test on 2019 and on 2020, and try to train with 2021, whose outcomes are broken.

    Returns
    -------
    list of dict
        Rows of ``measure``, ``method``, ``value`` and, where there is one, ``target``; the first holds the ``card``.
    """
    applications = read_applications(folder / "residency_peru" / "data_set_deidentified.csv")
    model, card = fit_with_card(table_of([2017, 2018, 2019], 2016, applications))
    chances = card["chances"]
    rows: list[dict[str, Any]] = [
        {"measure": "AUC 2019", "method": "model", "value": chances["model"]["auc"], "target": 0.62, "card": card},
        {
            "measure": "Brier 2019",
            "method": "model",
            "value": chances["model"]["brier"],
            "target": 0.228,
            "lower_is_better": True,
        },
        {"measure": "AUC 2019", "method": "reference", "value": REFERENCE["auc"]},
        {"measure": "Brier 2019", "method": "reference", "value": REFERENCE["brier"]},
    ]
    for name, each in chances.items():
        if name != "model":
            rows += [
                {"measure": f"{label} 2019", "method": name, "value": each[key]} for key, label in _MEASURES.items()
            ]
    train = table_of([2017, 2018], 2016, applications)
    test = table_of([2019], 2016, applications)
    assert train.outcome is not None and test.outcome is not None  # noqa: S101 - for the type checker
    rates = [FEATURES.index(name) for name in FEATURES if name.startswith("past_rate")]
    for method, columns, learner in (
        ("without this year's numbers of applicants", rates, "logistic"), ("boosting", [0, 1, 2, 3], "boosting"),
    ):  # fmt: skip
        other = SuitabilityModel(tuple(FEATURES[at] for at in columns), learner=learner)
        scores = other.fit(train.X[:, columns], train.outcome, train.period).scorer_.score(test.X[:, columns])
        rows += [
            {"measure": "AUC 2019", "method": method, "value": auc(test.outcome, scores)},
            {"measure": "Brier 2019", "method": method, "value": brier(test.outcome, scores)},
        ]
    year_after = table_of([2020], 2016, applications)
    assert year_after.outcome is not None  # noqa: S101 - for the type checker
    scores = model.scorer_.score(year_after.X)
    rows += [
        {"measure": "AUC 2020", "method": "model", "value": auc(year_after.outcome, scores)},
        {"measure": "Brier 2020", "method": "model", "value": brier(year_after.outcome, scores)},
    ]
    try:
        broken = table_of([2017, 2018, 2019, 2020, 2021], 2016, applications)
        SuitabilityModel(FEATURES).fit(broken.X, broken.outcome, broken.period)
        refused = ""
    except UnsoundTraining as unsound:
        refused = str(unsound)
    return [*rows, {"measure": "2021 refused as broken", "method": "model", "value": bool(refused), "why": refused}]


_MEASURES = {"auc": "AUC", "brier": "Brier"}
