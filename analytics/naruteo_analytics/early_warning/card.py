"""The model card for people to read, in Korean or English."""

from collections.abc import Mapping
from typing import Any

from naruteo_analytics.early_warning.features import FEATURES

_WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("모델 카드: 도움이 필요한 학습자 찾기", "Model card: who may need help"),
    "purpose": (
        "수강을 중도에 그만둘 가능성을 추정합니다. 먼저 연락해 도움을 드리는 데에만 쓰며, "
        "성적·선발·지원금 등 어떤 불이익에도 쓰지 않습니다. 판단은 사람이 합니다.",
        "Estimates how likely somebody is to drop out. It serves only to get in touch and offer help, and never a "
        "grade, a selection, a payment or any other disadvantage. People decide.",
    ),
    "never": (
        "성별·지역·나이·국적·장애·학력은 특성으로 쓰지 않습니다. 아래 집단별 결과는 점검에만 씁니다.",
        "Sex, region, age, nationality, disability and education are no features. Groups below serve only this check.",
    ),
    "target": (
        "‘그만둠’이란 기준일 뒤에 수강을 취소했거나, 과정의 마지막 3분의 1 동안 아무 활동 없이 불합격한 것을 말합니다.",
        "“Dropping out” means withdrawing after the day, or failing without any activity in the last third of the "
        "course.",
    ),
    "day": ("기준일: 과정 시작 뒤 {day}일", "Known by: day {day} of the course"),
    "trained": ("학습", "Trained on"),
    "tested": ("시험(나중에 시작한 기수)", "Tested on (cohorts that began later)"),
    "rows": ("수강", "enrolments"),
    "dropped": ("그만둠", "dropped out"),
    "unused": ("학습에도 시험에도 쓰지 않은 기수", "Cohorts in neither"),
    "chances": ("확률의 정확도", "Are the chances true?"),
    "method": ("방법", "method"),
    "model": ("이 모델", "this model"),
    "rule": (
        "경험칙(지난주 활동 없음 또는 과제 미제출)",
        "rule of thumb (no activity last week, or something not handed in)",
    ),
    "base_rate": ("전체 비율", "base rate"),
    "gain": ("경험칙과의 차이(모델 − 경험칙)", "Model less rule of thumb"),
    "flags": ("연락할 사람을 고를 때", "When choosing whom to ask"),
    "as_many_as_the_rule": ("경험칙과 같은 인원", "as many as the rule names"),
    "highest_tenth": ("위에서부터 10 %", "highest tenth"),
    "flagged": ("인원", "people"),
    "precision": ("그 가운데 그만둔 비율", "of these dropped out"),
    "recall": ("그만둔 사람 가운데 찾은 비율", "of those who dropped out, found"),
    "weights": (
        "특성과 가중치(표준편차 하나가 로그 오즈에 더하는 값)",
        "Features and weights (what a standard deviation adds to the log-odds)",
    ),
    "reliability": ("예측과 실제", "Predicted and observed"),
    "predicted": ("예측", "predicted"),
    "observed": ("실제", "observed"),
    "groups": ("집단별 점검", "Check by group"),
    "group": ("집단", "group"),
    "better": (
        "시험한 기수에서 모델은 경험칙보다 순서를 더 잘 매깁니다.",
        "On the tested cohorts the model orders people better than the rule of thumb.",
    ),
    "not_better": (
        "시험한 기수에서 모델이 경험칙보다 낫다고 할 수 없습니다. 경험칙을 쓰세요.",
        "On the tested cohorts the model is not shown to be better than the rule of thumb. Use the rule.",
    ),
    "true": (
        "확률의 오차(Brier)도 경험칙보다 작습니다.",
        "Its chances are nearer to what happened (Brier), too.",
    ),
    "not_true": (
        "확률의 오차(Brier)가 경험칙보다 작다고는 할 수 없습니다. 확률 값보다 순서를 보세요.",
        "Its chances are not shown to be nearer to what happened (Brier): look at the order rather than the value.",
    ),
}


def verdict(card: Mapping[str, Any]) -> tuple[str, str]:
    """Whether the model is shown to be better than the rule of thumb: in ordering, and in its chances.

    Returns
    -------
    "better" or "not_better", and "true" or "not_true"
        By whether the 95 % interval of the gain lies above 0 (AUC), below 0 (Brier).
    """
    order, error = card["gain"]["auc"]["interval"], card["gain"]["brier"]["interval"]
    better = order is not None and order[0] > 0
    nearer = error is not None and error[1] < 0
    return "better" if better else "not_better", "true" if nearer else "not_true"


def as_markdown(card: Mapping[str, Any], language: str) -> str:
    """The card of `training.train` for people to read, in ``ko`` or ``en``."""
    at = 0 if language == "ko" else 1

    def said(key: str) -> str:
        return _WORDS[key][at]

    model, data = card["model"], card["data"]
    lines = [f"# {said('title')}", "", said("purpose"), "", said("never"), "", said("target"), ""]
    order, chances = verdict(card)
    lines += [f"**{said(order)}** {said(chances)}", ""]
    lines += [f"- {said('day').format(day=model['day'])}"]
    for part in ("trained", "tested"):
        told = data[part]
        numbers = f"{told['rows']:,} {said('rows')}, {told['dropped']:,} {said('dropped')}"
        lines.append(f"- {said(part)}: {numbers} ({', '.join(told['cohorts'])})")
    if data["unused"]:
        lines.append(f"- {said('unused')}: {', '.join(data['unused'])}")
    lines += [f"- SHA-256 `{model['sha256']}`", ""]
    lines += [
        f"## {said('chances')}",
        "",
        f"| {said('method')} | AUC (95 %) | Brier (95 %) | ECE |",
        "|---|---|---|---|",
    ]
    for name, each in card["chances"].items():
        auc, brier = _with(each["auc"], each["auc_interval"]), _with(each["brier"], each["brier_interval"])
        lines.append(f"| {said(name)} | {auc} | {brier} | {each['ece']:.3f} |")
    gain = [_with(card["gain"][name]["value"], card["gain"][name]["interval"], "+") for name in ("auc", "brier")]
    lines += [f"| {said('gain')} | {gain[0]} | {gain[1]} | |", "", f"## {said('flags')}", ""]
    lines += [f"| | {said('flagged')} | {said('precision')} (95 %) | {said('recall')} (95 %) |", "|---|---|---|---|"]
    for how, both in card["flags"].items():
        for name, each in both.items():
            shares = " | ".join(_share(each[key]) for key in ("precision", "recall"))
            lines.append(f"| {said(how)}: {said(name)} | {each['flagged']:,} | {shares} |")
    lines += ["", f"## {said('weights')}", "", "| | |", "|---|---|"]
    lines += [f"| {FEATURES[name][at]} | {weight:+.2f} |" for name, weight in model["weights"].items()]
    lines += ["", f"## {said('reliability')}", ""]
    lines += [f"| {said('rows')} | {said('predicted')} | {said('observed')} (95 %) |", "|---|---|---|"]
    lines += [f"| {each['rows']:,} | {each['predicted']:.3f} | {_observed(each)} |" for each in card["reliability"]]
    lines += ["", f"## {said('groups')}", ""]
    columns = ("group", "rows", "predicted", "observed", "recall")
    lines += ["| " + " | ".join(said(each) for each in columns) + " |", "|---|---|---|---|---|"]
    for attribute, values in card["groups"].items():
        for value, each in values.items():
            told = f"{each['rows']:,} | {each['predicted']:.3f} | {_observed(each)} | {_share(each['recall'])}"
            lines.append(f"| {attribute}: {value} | {told} |")
    return "\n".join(lines) + "\n"


def _with(value: float | None, interval: list[float] | None, sign: str = "") -> str:
    if value is None:
        return "-"
    within = "" if interval is None else f" ({interval[0]:{sign}.3f} – {interval[1]:{sign}.3f})"
    return f"{value:{sign}.3f}{within}"


def _observed(each: Mapping[str, float]) -> str:
    return f"{each['observed']:.3f} ({each['low']:.3f} – {each['high']:.3f})"


def _share(share: Mapping[str, float] | None) -> str:
    return "-" if share is None else f"{share['value']:.1%} ({share['low']:.1%} – {share['high']:.1%})"
