"""Whether data is fit to train on: enough of it, both outcomes, known features, and periods that are alike."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from naruteo_matching.statistics import wilson

LEAST_ROWS = 200
LEAST_OF_EACH = 30
"""Rows of the rarer outcome."""
LEAST_PER_FEATURE = 10
"""Rows of the rarer outcome for each feature."""
LARGEST_STEP = 1.0
"""Log-odds by which one period's share of positive outcomes may differ from the other periods' median (odds of 2.7)."""
LARGEST_SHIFT = 1.0
"""Standard deviations by which a feature's mean may move from the earlier periods to the last."""


@dataclass(frozen=True)
class Fault:
    """Why data is not trained on: a kind, what it is about, and both languages' words with what to do."""

    kind: str
    about: str
    ko: str
    en: str


class UnsoundTraining(ValueError):
    """Data that a model must not be trained on.

    Attributes
    ----------
    faults : list of Fault
    """

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(each.en for each in faults))


def find_faults(
    X: NDArray[np.float64], y: NDArray[np.bool_], periods: NDArray[np.int64] | None, names: tuple[str, ...],
    least_rows: int = LEAST_ROWS, least_of_each: int = LEAST_OF_EACH, least_per_feature: int = LEAST_PER_FEATURE,
) -> list[Fault]:  # fmt: skip
    """Everything that speaks against training on these rows.

    Parameters
    ----------
    X, y : arrays of shapes (n_rows, n_features) and (n_rows,)
        Features (NaN: not known) and whether the outcome was positive.
    periods : int array of shape (n_rows,) or None
        The period (a year) of each row; without it no break can be seen.
    names : tuple of str
        The features.
    least_rows, least_of_each, least_per_feature : int
        Rows in all, rows of the rarer outcome, and rows of the rarer outcome for each feature.
    """
    rarer = int(min(y.sum(), len(y) - y.sum()))
    least = max(least_of_each, least_per_feature * len(names))
    faults = []
    if len(y) < least_rows:
        faults.append(Fault(
            "too_few_rows", "", f"학습할 기록이 {len(y)}건뿐입니다. {least_rows}건 이상 모은 뒤 다시 학습하세요.",
            f"There are only {len(y)} rows to learn from. Fit again once there are {least_rows}.",
        ))  # fmt: skip
    if rarer < least:
        faults.append(Fault(
            "too_few_outcomes", "",
            f"드문 쪽 결과가 {rarer}건뿐입니다. {least}건 이상 모으거나 특성을 줄이세요.",
            f"The rarer outcome was seen only {rarer} times. Wait for {least}, or use fewer features.",
        ))  # fmt: skip
    for name, column in zip(names, X.T, strict=True):
        if least_rows and np.isnan(column).sum() > len(column) / 2:
            faults.append(Fault(
                "mostly_unknown", name, f"{name}: 절반이 넘는 기록에서 값을 모릅니다. 이 특성을 빼세요.",
                f"{name} is not known of more than half of the rows. Leave it out.",
            ))  # fmt: skip
    if periods is not None and not faults:
        faults = [*_broken_outcomes(y, periods), *_shifted_features(X, periods, names)]
    return faults


def _broken_outcomes(y: NDArray[np.bool_], periods: NDArray[np.int64]) -> list[Fault]:
    """Periods whose share of positive outcomes breaks with the others': the outcome was recorded in another way."""
    present = np.unique(periods)
    counts = np.array([[y[periods == each].sum(), (periods == each).sum()] for each in present])
    odds = np.log((counts[:, 0] + 0.5) / (counts[:, 1] - counts[:, 0] + 0.5))
    faults = []
    for at, period in enumerate(present):
        others = np.delete(np.arange(len(present)), at)
        if len(others) == 0 or abs(odds[at] - np.median(odds[others])) <= LARGEST_STEP:
            continue
        low, high = wilson(int(counts[at, 0]), int(counts[at, 1]))
        usual = 1 / (1 + np.exp(-np.median(odds[others])))
        # With two periods it cannot be said which is wrong; both are named, and a person looks.
        if low > usual or high < usual:
            share = counts[at, 0] / counts[at, 1]
            faults.append(Fault(
                "broken_outcomes", str(period),
                f"{period}: 긍정 결과가 {share:.0%}로, 다른 시기({usual:.0%})와 단절됩니다. "
                "결과가 같은 방식으로 기록되었는지 확인하거나 이 시기를 빼세요.",
                f"{period}: {share:.0%} of the outcomes are positive, against {usual:.0%} in the others: a break. "
                "See whether outcomes were recorded in the same way, or leave this period out.",
            ))  # fmt: skip
    return faults


def _shifted_features(X: NDArray[np.float64], periods: NDArray[np.int64], names: tuple[str, ...]) -> list[Fault]:
    last = periods == periods.max()
    if last.all():
        return []
    faults = []
    for name, column in zip(names, X.T, strict=True):
        known = ~np.isnan(column)
        before, now = column[known & ~last], column[known & last]
        spread = before.std() if len(before) else 0.0
        shift = abs(now.mean() - before.mean()) / spread if len(now) and spread > 0 else 0.0
        if shift > LARGEST_SHIFT:
            faults.append(Fault(
                "shifted_feature", name,
                f"{name}: 마지막 시기의 평균이 앞선 시기보다 표준편차의 {shift:.1f}배만큼 다릅니다. "
                "계산 방식이 바뀌었는지 확인하세요.",
                f"The mean of {name} moved by {shift:.1f} standard deviations in the last period. "
                "See whether it is measured in the same way.",
            ))  # fmt: skip
    return faults
