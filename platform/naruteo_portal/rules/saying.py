"""An answer as JSON for programs and as text for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from naruteo_portal.rules.explaining import Explanation, Step, Used
from naruteo_portal.rules.judging import Outcome
from naruteo_portal.rules.model import Reference, Words
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.tracing import Lack, Missing
from naruteo_portal.rules.units import PURE

OUTCOMES = {
    Outcome.ELIGIBLE: Words(ko="지원 대상입니다", en="Eligible"),
    Outcome.NOT_ELIGIBLE: Words(ko="지원 대상이 아닙니다", en="Not eligible"),
    Outcome.UNDETERMINED: Words(ko="판단할 수 없습니다", en="Undetermined"),
}
LACKS = {
    Lack.NOT_GIVEN: Words(ko="알려 주지 않은 사실입니다", en="not given"),
    Lack.NO_RULE_YET: Words(ko="그날의 규정을 알지 못합니다", en="no rule known for that day"),
    Lack.NO_FIGURE: Words(ko="금액이나 기준을 찾지 못했습니다", en="the figure was not found"),
    Lack.NOT_CONFIRMED: Words(ko="확인되지 않은 수치입니다", en="the figure is not confirmed"),
    Lack.NOT_DEFINED: Words(ko="0으로 나눌 수 없습니다", en="division by 0"),
}
HOLDS = {True: Words(ko="충족", en="met"), False: Words(ko="미충족", en="not met"), None: Words(ko="모름", en="open")}


def as_json(answer: Explanation) -> dict[str, object]:
    """The answer in plain values; amounts are numbers if whole, otherwise digits as text."""
    return {
        "programme": answer.programme,
        "outcome": answer.outcome.name.lower(),
        "amount": answer.amount,
        "amount_if_met": answer.amount_if_met,
        "estimate_with_unconfirmed_figures": answer.estimate,
        "unit": answer.unit,
        "not_covered": answer.not_covered,
        "conditions": [_step(step) for step in answer.conditions],
        "sums": [_step(step) for step in answer.sums],
        "missing": [_missing(each) for each in answer.missing],
        "rules": {"regime": answer.regime, "digest": answer.digest},
    }


def _step(step: Step) -> dict[str, object]:
    return {
        "name": step.name,
        "text": step.text.model_dump(),
        "value": step.value,
        "unit": step.unit,
        "formula": step.formula,
        "in_force_from": step.since,
        "reference": _reference(step.reference),
        "used": [
            {
                "name": used.name, "what": used.what, "label": used.label.model_dump(), "value": used.value,
                "unit": used.unit, "in_force_from": used.since, "reference": _reference(used.reference),
                "confidence": used.confidence.value if used.confidence else None,
            }
            for used in step.used
        ],
        "to_fix": step.fix.model_dump() if step.fix else None,
        "missing": [_missing(each) for each in step.missing],
    }  # fmt: skip


def _missing(each: Missing) -> dict[str, object]:
    confidence = each.confidence.value if each.confidence else None
    return {
        "name": each.name, "why": each.lack.value, "confidence": confidence, "reference": _reference(each.reference)
    }  # fmt: skip


def _reference(reference: Reference | None) -> dict[str, object] | None:
    return reference.model_dump(exclude_none=True) if reference else None


def cited(reference: Mapping[str, object] | None) -> str:
    """How a source in an answer's JSON is cited; nothing if there is none."""
    return Reference.model_validate(reference).cited if reference else ""


def as_text(programme: Programme, answer: Explanation, language: str, *, reasons: bool) -> str:
    """The answer as lines; with `reasons` every condition and sum with its values, sources and remedy."""
    return "\n".join(_lines(programme, answer, language, reasons))


def _lines(programme: Programme, answer: Explanation, language: str, reasons: bool) -> Iterator[str]:
    korean = language == "ko"
    yield f"{programme.file.title.said_in(language)}: {OUTCOMES[answer.outcome].said_in(language)}"
    if answer.amount is not None:
        yield f"{'금액' if korean else 'Amount'}: {_amount(answer.amount)} {answer.unit}"
    elif answer.unit and answer.outcome is Outcome.ELIGIBLE:
        yield "금액: 판단할 수 없습니다" if korean else "Amount: undetermined"
    if answer.amount is None and answer.estimate is not None:
        word = (
            "추정(확인되지 않은 수치 사용, 지급 근거가 아님)"
            if korean
            else "Estimate (unconfirmed figures, not payable)"
        )
        yield f"{word}: {_amount(answer.estimate)} {answer.unit}"
    if answer.not_covered:
        yield "그날의 규정이 준비되어 있지 않습니다." if korean else "The rules of that day are not known here."
    for each in answer.missing:
        yield f"- {label_of(programme, each.name, language)}: {LACKS[each.lack].said_in(language)}"
    if reasons:
        for step in (*answer.conditions, *answer.sums):
            yield from _step_lines(step, language)
    if answer.regime and answer.digest:
        yield f"{'규정' if korean else 'Rules'}: {answer.programme}, {answer.regime}, {answer.digest[:16]}"


def _step_lines(step: Step, language: str) -> Iterator[str]:
    if step.kind == "condition":
        shown = HOLDS[None if step.value is None else bool(step.value)].said_in(language)
    else:
        shown = "?" if step.value is None else f"{_amount(step.value)} {step.unit}".rstrip()
    yield f"* {step.text.said_in(language)} [{shown}]"
    if step.formula:
        source = f"; {step.reference.cited}" if step.reference else ""
        yield f"    {step.formula}  ({step.since}{source})"
    for used in step.used:
        yield f"    {used.label.said_in(language)} = {_value(used, language)}"
    if step.fix and step.value is not True:
        yield f"    -> {step.fix.said_in(language)}"


def _value(used: Used, language: str) -> str:
    shown = "?" if used.value is None else used.shown.said_in(language) if used.shown else _amount(used.value)
    unit = f" {used.unit}" if used.unit and used.unit != PURE else ""
    source = f" ({used.since}, {used.reference.cited}, {used.confidence})" if used.reference else ""
    return shown + unit + source


def _amount(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def label_of(programme: Programme, name: str, language: str) -> str:
    """What a fact, figure or rule of a programme is called."""
    if name in programme.facts:
        return programme.facts[name].ask.said_in(language)
    if name in programme.tables:
        return programme.tables[name].parameter.description.said_in(language)
    if name in programme.rules:
        return programme.rules[name].rule.text.said_in(language)
    return name
