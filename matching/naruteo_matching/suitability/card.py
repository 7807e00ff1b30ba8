"""A fit and its model card: trained on the past, tested on what came later, beside baselines that it has to beat."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from naruteo_matching import fairness
from naruteo_matching.statistics import auc, bootstrap, brier, calibration_error, ranking, reliability
from naruteo_matching.suitability import drift
from naruteo_matching.suitability.model import SuitabilityModel
from naruteo_matching.suitability.table import BadTable, Table

PRIOR = 10.0
"""How many rows of the whole a baseline's rate of a region or an opening is mixed with."""


def fit_with_card(
    table: Table,
    *,
    side: str = "candidate",
    learner: str = "auto",
    regularisation: float = 0.1,
    test_from: int | None = None,
) -> tuple[SuitabilityModel, dict[str, Any]]:
    """Train on the periods before `test_from` (the last period unless said) and test on the others.

    Returns
    -------
    model, card
        The model that was tested (it is not trained again on the test), and its card in plain JSON values.

    Raises
    ------
    BadTable
        No outcomes, or not two periods: without time there is no honest test.
    UnsoundTraining, Forbidden
        As `SuitabilityModel.fit`.
    """
    if table.outcome is None or table.period is None:
        raise BadTable("A fit needs the columns outcome and period.")
    cut = int(table.period.max()) if test_from is None else test_from
    past, later = table.rows(table.period < cut), table.rows(table.period >= cut)
    if not len(past.X) or not len(later.X):
        raise BadTable(f"There are no rows before {cut}, or none from it on; a fit is tested on a later period.")
    model = SuitabilityModel(table.features, side=side, learner=learner, regularisation=regularisation)
    model.fit(past.X, past.outcome, past.period)
    return model, make_card(model, past, later)


def make_card(model: SuitabilityModel, past: Table, later: Table) -> dict[str, Any]:
    """The card of a model that learned from `past`, tested on `later`; both with outcomes and periods."""
    assert past.outcome is not None and later.outcome is not None  # noqa: S101 - for the type checker
    y, scores = later.outcome, model.scorer_.score(later.X)
    capacity = int(y.sum())
    selected = np.zeros(len(y), np.bool_)
    # Equal scores are told apart by a fixed permutation, not by the order of the file.
    selected[np.lexsort((np.random.default_rng(0).permutation(len(y)), -scores))[:capacity]] = True
    attributes = {**later.groups, **({"region": later.region} if (later.region != "").any() else {})}
    content = model.scorer_.content
    return {
        "model": {
            "sha256": model.scorer_.sha256, "side": content["side"], "learner": content["learner"],
            "calibration": content["calibration"], "comparison": content["trained"]["comparison"],
            "weights": dict(zip(content["features"], content["weights"], strict=True))
            if "weights" in content else None,
            "features": list(model.scorer_.features),
        },
        "data": {"trained": _described(past), "tested": _described(later)},
        "chances": {"model": quality(y, scores), **{
            name: quality(y, chance) for name, chance in _base_chances(past, later).items()
        }},
        "ranking": {name: ranking(later.candidate, y, score) for name, score in {
            "model": scores, **_base_rankings(past, later),
        }.items()} if (later.candidate != "").any() else None,
        "reliability": reliability(y, scores),
        "calibration": {name: fairness.calibration(scores, y, column) for name, column in attributes.items()},
        "at_capacity": {name: _gaps(selected, y, column) for name, column in later.groups.items()},
        "drift": [vars(each) for each in drift.watch(model.scorer_, later.X)],
    }  # fmt: skip


def _gaps(selected: NDArray[np.bool_], y: NDArray[np.bool_], groups: NDArray[np.str_]) -> dict[str, Any]:
    return {"parity": fairness.parity(selected, groups), "opportunity": fairness.opportunity(selected, y, groups)}


def _described(table: Table) -> dict[str, Any]:
    assert table.outcome is not None and table.period is not None  # noqa: S101 - for the type checker
    return {
        "rows": len(table.X), "positive": int(table.outcome.sum()), "periods": np.unique(table.period).tolist(),
        "regions": len(set(table.region.tolist()) - {""}),
        "unknown": dict(zip(table.features, np.isnan(table.X).mean(axis=0).tolist(), strict=True)),
    }  # fmt: skip


def quality(y: NDArray[np.bool_], p: NDArray[np.float64]) -> dict[str, Any]:
    """AUC, Brier with its bootstrap, and calibration error of chances, both (n_rows,)."""
    sure = bootstrap(lambda rows: brier(y[rows], p[rows]), len(y))
    sure_auc = bootstrap(lambda rows: auc(y[rows], p[rows]), len(y))
    return {
        "auc": auc(y, p), "auc_interval": sure_auc, "brier": brier(y, p), "brier_interval": sure,
        "ece": calibration_error(y, p),
    }  # fmt: skip


def _rate(past: NDArray[np.str_], y: NDArray[np.bool_], later: NDArray[np.str_], prior: NDArray[np.float64]) -> Any:
    """The past share of positive rows of each later row's key, mixed with `PRIOR` rows of a prior, (n_later,)."""
    rows = dict(zip(*np.unique(past, return_counts=True), strict=True))
    positive = dict(zip(*np.unique(past[y], return_counts=True), strict=True))
    seen = np.array([rows.get(key, 0) for key in later], np.float64)
    good = np.array([positive.get(key, 0) for key in later], np.float64)
    return (good + PRIOR * prior) / (seen + PRIOR)


def _base_chances(past: Table, later: Table) -> dict[str, NDArray[np.float64]]:
    assert past.outcome is not None  # noqa: S101 - for the type checker
    base = np.full(len(later.X), past.outcome.mean())
    region = _rate(past.region, past.outcome, later.region, base)
    return {
        "base_rate": base,
        "region": region,
        "popularity": _rate(past.opening, past.outcome, later.opening, base),
        "region_popularity": _rate(past.opening, past.outcome, later.opening, region),
    }


def _base_rankings(past: Table, later: Table) -> dict[str, NDArray[np.float64]]:
    assert past.outcome is not None  # noqa: S101 - for the type checker
    wanted = dict(zip(*np.unique(past.opening[past.outcome], return_counts=True), strict=True))
    popular = np.array([wanted.get(opening, 0) for opening in later.opening], np.float64)
    found = {"random": np.random.default_rng(1).random(len(later.X)), "popularity": popular}
    if "region_match" in later.features:
        same = np.nan_to_num(later.X[:, later.features.index("region_match")])
        found["region_popularity"] = same * (popular.max(initial=0) + 1) + popular
    return found


_WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("적합도 모델 카드", "Model card: suitability"),
    "purpose": (
        "한쪽이 이 짝을 원할 확률을 추정합니다. 결정은 사람이 합니다. 배정에는 순위와 규칙만 쓰입니다.",
        "Estimates the chance that one side says yes to a pair. People decide; the assignment uses rankings and rules.",
    ),
    "forbidden": (
        "성별·나이·혼인·출신·사진·국적은 특성으로 쓰지 않습니다. 아래 집단별 결과는 점검에만 씁니다.",
        "Sex, age, marital status, origin, photo and nationality are no features. Groups below serve only this check.",
    ),
    "trained": ("학습", "Trained on"),
    "tested": ("시험(그 뒤의 시기)", "Tested on (later)"),
    "rows": ("기록", "rows"),
    "positive": ("긍정", "positive"),
    "chances": ("확률의 정확도", "Are the chances true?"),
    "ranking": ("순위의 정확도", "Does it rank well?"),
    "no_ranking": (
        "지원자마다 선택지가 하나여서 순위를 평가할 수 없습니다.",
        "Each candidate has a single option here, so nothing can be said about ranking.",
    ),
    "calibration": ("집단·지역별 보정", "Calibration by group and region"),
    "at_capacity": ("정원만큼 뽑았을 때의 차이", "Differences at capacity"),
    "weights": ("특성과 가중치(로그 오즈)", "Features and weights (log-odds)"),
    "drift": ("변화 감시", "Drift watch"),
    "method": ("방법", "method"),
    "model": ("이 모델", "this model"),
    "base_rate": ("전체 비율", "base rate"),
    "random": ("무작위", "random"),
    "region": ("지역", "region"),
    "popularity": ("인기(일자리별 비율)", "popularity (opening's rate)"),
    "region_popularity": ("지역과 인기", "region and popularity"),
    "score": ("점수", "score"),
    "group": ("집단", "group"),
    "predicted": ("예측", "predicted"),
    "observed": ("실제", "observed"),
    "parity": ("배정 비율 차이", "difference placed"),
    "opportunity": ("성공한 사람 중 차이", "difference among those who succeeded"),
    "kind": ("구분", "kind"),
    "graduate": ("수료자", "graduates"),
    "recruit": ("외국인 인재", "foreign recruits"),
    "required_cover": ("필수 기술 보유", "required skills that are named"),
    "proven_cover": ("필수 기술 증명", "required skills that are proven"),
    "desired_cover": ("우대 기술 보유", "desired skills that are named"),
    "language_margin": ("요구 수준 대비 언어", "language above what is asked"),
    "experience_margin": ("요구 수준 대비 경력", "experience above what is asked"),
    "region_match": ("희망 지역 일치", "the region is wished"),
    "log_popularity": ("이전에 선택된 횟수", "how often the opening was chosen before"),
    "stable": ("안정", "stable"),
    "look": ("확인 필요", "look at it"),
    "fit_again": ("다시 학습", "fit again"),
    "undetermined": ("판단할 수 없음", "undetermined"),
}


def as_markdown(card: Mapping[str, Any], language: str) -> str:
    """The card for people to read, in ``ko`` or ``en``."""

    def said(key: str) -> str:
        words = _WORDS.get(key)
        return key if words is None else words[0 if language == "ko" else 1]

    lines = [f"# {said('title')}", "", said("purpose"), said("forbidden"), ""]
    lines += [f"`{card['model']['learner']}` · `{card['model']['side']}` · SHA-256 `{card['model']['sha256']}`", ""]
    for part in ("trained", "tested"):
        data = card["data"][part]
        periods = f"{data['periods'][0]}-{data['periods'][-1]}"
        lines.append(
            f"- {said(part)}: {periods}, {data['rows']:,} {said('rows')}, {data['positive']:,} {said('positive')}"
        )
    lines += ["", f"## {said('chances')}", "", f"| {said('method')} | AUC | Brier (95 %) | ECE |", "|---|---|---|---|"]
    for name, each in card["chances"].items():
        interval = each["brier_interval"]
        sure = f" ({interval[0]:.4f}-{interval[1]:.4f})" if interval else ""
        lines.append(f"| {said(name)} | {_figure(each['auc'])} | {each['brier']:.4f}{sure} | {each['ece']:.3f} |")
    lines += ["", f"## {said('ranking')}", ""]
    ranked = {name: each for name, each in (card["ranking"] or {}).items() if each}
    if ranked:
        lines += [f"| {said('method')} | NDCG@10 (SE) | recall@10 (SE) |", "|---|---|---|"]
        for name, each in ranked.items():
            ndcg, recall = (f"{_figure(each[key], 4)} ({_figure(each[f'{key}_se'], 4)})" for key in ("ndcg", "recall"))
            lines.append(f"| {said(name)} | {ndcg} | {recall} |")
    else:
        lines.append(said("no_ranking"))
    lines += ["", f"## {said('calibration')}", ""]
    lines += [
        f"| {said('group')} | {said('rows')} | {said('predicted')} | {said('observed')} (95 %) |",
        "|---|---|---|---|",
    ]
    for attribute, found in card["calibration"].items():
        for name, each in found["groups"].items():
            observed = f"{each['observed']:.3f} ({each['low']:.3f}-{each['high']:.3f})"
            lines.append(
                f"| {said(attribute)}: {said(name)} | {each['people']:,} | {each['predicted']:.3f} | {observed} |"
            )
    if card["at_capacity"]:
        lines += ["", f"## {said('at_capacity')}", ""]
    for attribute, found in card["at_capacity"].items():
        for kind, each in found.items():
            if widest := each["widest"]:
                gap = f"{widest['difference']:+.3f} ({widest['low']:+.3f} - {widest['high']:+.3f})"
                parted = f"{said(widest['most'])} - {said(widest['least'])}"
                lines.append(f"- {said(attribute)}, {said(kind)}: {parted} = {gap}")
    if card["model"]["weights"]:
        lines += ["", f"## {said('weights')}", ""]
        lines += [f"- {said(name)}: {weight:+.4f}" for name, weight in card["model"]["weights"].items()]
    lines += ["", f"## {said('drift')}", ""]
    lines += [
        f"- {said(each['feature'])}: {_figure(each['index'])} ({said(each['meaning'])})" for each in card["drift"]
    ]
    return "\n".join(lines) + "\n"


def _figure(value: float | None, digits: int = 3) -> str:
    return "-" if value is None else f"{value:.{digits}f}"
