"""Train on cohorts that had ended, test on those that came later, and say on a model card what came out."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from naruteo_analytics.early_warning import measures
from naruteo_analytics.early_warning.features import DAY, FEATURES, MARKED_AFTER, Known, known_by
from naruteo_analytics.early_warning.model import EarlyWarning, TooLittle
from naruteo_analytics.shape import Programme

LEAST_OF_GROUP = 100
"""Enrolments that a group needs to be on the card."""


def train(
    programme: Programme, rollup: pd.DataFrame, day: int = DAY, test_from: pd.Timestamp | None = None
) -> tuple[EarlyWarning, dict[str, Any]]:
    """Train on cohorts that had ended when the tested ones came to the day; test on these.

    Parameters
    ----------
    programme : Programme
        With starts of cohorts: without time there is no honest test.
    rollup : DataFrame
        Of all its cohorts that record events.
    day : int
        A multiple of 7.
    test_from : Timestamp or None
        Cohorts that begin from this day on are tested. None: those of the last start of which the outcomes are known.

    Returns
    -------
    model, card
        The model that was tested (it is not trained again on the test), and its card in plain JSON values.

    Raises
    ------
    TooLittle
        No two times of ended cohorts, or too few enrolments; says what is missing.
    """
    known = known_by(programme, rollup, day)
    known = known.rows(known.ended)
    past, later, unused = _split(programme, known, day, test_from)
    learned, tested = known.rows(np.isin(known.cohort, past)), known.rows(np.isin(known.cohort, later))
    model = EarlyWarning(tuple(FEATURES)).fit(learned.X, learned.dropped, learned.cohort)
    return model, _card(programme, model, day, learned, tested, unused)


def _split(
    programme: Programme, known: Known, day: int, test_from: pd.Timestamp | None
) -> tuple[list[str], list[str], list[str]]:
    """Cohorts to learn from, to test on, and neither: begun before the test and not over when it comes to the day."""
    told = programme.cohorts[programme.cohorts["cohort"].isin(np.unique(known.cohort))]
    told = told[told["starts"].notna()]
    starts = pd.to_datetime(told["starts"])
    cut = test_from if test_from is not None else starts.max()
    later = starts >= cut
    over = starts + pd.to_timedelta(told["length"], unit="D") <= starts[later].min() + pd.Timedelta(days=day)
    past = ~later & over
    if told.empty or not past.any() or not later.any():
        raise TooLittle(
            "끝난 기수가 한 시기뿐이어서, 나중 기수로 시험할 수 없습니다. 다음 기수가 끝난 뒤 다시 학습하세요.",
            "Ended cohorts are of one time only, so nothing can be tested on later ones. Train again once the next "
            "cohorts have ended.",
        )
    names = told["cohort"]
    return list(names[past]), list(names[later]), list(names[~later & ~over])


def _card(
    programme: Programme, model: EarlyWarning, day: int, learned: Known, tested: Known, unused: list[str]
) -> dict[str, Any]:
    y, chance = tested.dropped, model.predict_proba(tested.X)[:, 1]
    flagged = measures.highest(chance, int(tested.flagged.sum()))
    by_rule = _chances_of_rule(learned, tested)
    base = np.full(len(y), learned.dropped.mean())
    content = model.content_
    return {
        "model": {
            "sha256": model.sha256, "day": day, "marked_after": MARKED_AFTER, "calibration": content["calibration"],
            "regularisation": content["trained"]["regularisation"],
            "weights": dict(zip(content["features"], _per_deviation(model, learned.X), strict=True)),
        },
        "data": {"trained": _described(learned), "tested": _described(tested), "unused": unused},
        "chances": {
            name: _quality(y, each) for name, each in (("model", chance), ("rule", by_rule), ("base_rate", base))
        },
        "gain": {
            name: _gain(measure, y, chance, by_rule)
            for name, measure in (("auc", measures.auc), ("brier", measures.brier))
        },
        "flags": {
            "as_many_as_the_rule": {
                "rule": measures.flags(y, tested.flagged), "model": measures.flags(y, flagged),
            },
            "highest_tenth": {
                name: measures.flags(y, measures.highest(each, len(y) // 10))
                for name, each in (("rule", by_rule), ("model", chance))
            },
        },
        "reliability": measures.reliability(y, chance),
        "groups": _groups(programme, tested, chance, flagged),
    }  # fmt: skip


def _quality(y: NDArray[np.bool_], chance: NDArray[np.float64]) -> dict[str, Any]:
    return {
        "auc": measures.auc(y, chance),
        "auc_interval": measures.bootstrap(lambda rows: measures.auc(y[rows], chance[rows]), len(y)),
        "brier": measures.brier(y, chance),
        "brier_interval": measures.bootstrap(lambda rows: measures.brier(y[rows], chance[rows]), len(y)),
        "ece": measures.calibration_error(y, chance),
    }  # fmt: skip


def _gain(
    measure: Callable[..., float | None], y: NDArray[np.bool_], chance: NDArray[np.float64], rule: NDArray[np.float64]
) -> dict[str, Any]:
    """The model's measure less the rule's, over the same drawn enrolments."""

    def difference(drawn: NDArray[np.int64]) -> float | None:
        one, other = measure(y[drawn], chance[drawn]), measure(y[drawn], rule[drawn])
        return None if one is None or other is None else one - other

    return {"value": difference(np.arange(len(y))), "interval": measures.bootstrap(difference, len(y))}


def _chances_of_rule(learned: Known, tested: Known) -> NDArray[np.float64]:
    """The share that dropped out, in the training, of those with both signs, either and none."""

    def kind(known: Known) -> NDArray[np.int64]:
        return 2 * known.silent.astype(np.int64) + known.missed

    of = kind(learned)
    shares = [learned.dropped[of == each].mean() if (of == each).any() else learned.dropped.mean() for each in range(4)]
    found: NDArray[np.float64] = np.array(shares)[kind(tested)]
    return found


def _per_deviation(model: EarlyWarning, X: NDArray[np.float64]) -> list[float]:
    """What a standard deviation of each feature adds to the log-odds: weights that can be compared."""
    slope = model.content_["calibration"]["slope"]
    return [float(each) for each in slope * np.array(model.content_["weights"]) * np.nanstd(X, axis=0)]


def _described(known: Known) -> dict[str, Any]:
    return {
        "cohorts": sorted(set(known.cohort.tolist())), "rows": len(known.dropped), "dropped": int(known.dropped.sum()),
        "unknown": dict(zip(FEATURES, np.isnan(known.X).mean(axis=0).tolist(), strict=True)),
    }  # fmt: skip


def _groups(
    programme: Programme, tested: Known, chance: NDArray[np.float64], flagged: NDArray[np.bool_]
) -> dict[str, Any]:
    """Of groups that are no features: mean chance, what happened, and how many of those who dropped out are flagged."""
    people = programme.enrolments.set_index("enrolment").loc[tested.enrolment]
    found: dict[str, Any] = {}
    for attribute in programme.attributes:
        values = people[attribute].astype(object).to_numpy()
        for value in people[attribute].cat.categories:
            rows = values == value
            if rows.sum() < LEAST_OF_GROUP:
                continue
            y = tested.dropped[rows]
            found.setdefault(attribute, {})[str(value)] = {
                **measures.expected_and_observed(y, chance[rows]), "recall": measures.flags(y, flagged[rows])["recall"],
            }  # fmt: skip
    return found


def listing(model: EarlyWarning, known: Known) -> pd.DataFrame:
    """Who to ask how they are doing, the likeliest first.

    Parameters
    ----------
    model : EarlyWarning
    known : Known
        From `features.known_by`, on the day that the model was trained for.

    Returns
    -------
    DataFrame
        ``enrolment``, ``cohort``, ``chance``, ``silent`` and ``missed`` (the rule of thumb), and a column for each
        feature: what it adds to the log-odds.
    """
    found = model.contributions(known.X)
    table = pd.DataFrame(found.values, columns=list(found.features))
    table.insert(0, "enrolment", known.enrolment)
    table.insert(1, "cohort", known.cohort)
    table.insert(2, "chance", found.chances)
    table.insert(3, "silent", known.silent)
    table.insert(4, "missed", known.missed)
    return table.sort_values("chance", ascending=False, kind="stable").reset_index(drop=True)


def reasons(row: Mapping[Any, Any], language: str, most: int = 3) -> list[str]:
    """What speaks most for dropping out in a row of `listing`, in words (``ko`` or ``en``), strongest first."""
    added = sorted(((row[name], name) for name in FEATURES if row[name] > 0), reverse=True)
    return [FEATURES[name][0 if language == "ko" else 1] for _value, name in added[:most]]
