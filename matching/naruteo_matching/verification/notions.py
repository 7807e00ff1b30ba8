"""The notions of stability that can be certified, each with its limits in words."""

from typing import Any

import numpy as np

from naruteo_matching.verification.reading import NO_LIMIT, Case

WORDS = {
    "stable": (
        "No candidate and no opening would both rather have each other than what they have.",
        "서로를 지금의 배정보다 더 원하는 지원자와 자리의 쌍이 없습니다.",
    ),
    "kamada-kojima": (
        "Stable in the weaker sense of Kamada and Kojima (2015): where a region is full to its cap, a candidate may "
        "prefer a seat that the cap keeps free. A move within a full region still counts against the matching where it "
        "leaves the new opening no further above its target than the old one. Stability without this exception may not "
        "exist under caps.",
        "가마다·고지마(2015)의 약한 안정성: 지역 상한이 찬 곳에서는 상한 때문에 비어 있는 자리를 더 원하는 지원자가 "
        "있을 수 있습니다. 다만 상한이 찬 지역 안에서 옮겨도 새 자리가 이전 자리보다 목표 인원을 더 넘지 않으면 "
        "차단 쌍으로 봅니다. 상한이 있으면 이 예외가 없는 안정 배정은 존재하지 않을 수 있습니다.",
    ),
    "value-optimal": (
        "Not stable: seats, caps and mutual acceptance hold and the total value was maximised; the blocking pairs are "
        "counted here. That no other matching has a higher total is the solver’s claim, which is not checked.",
        "안정 배정이 아닙니다: 정원, 상한, 상호 수락을 지키면서 가치의 합을 최대로 했으며, 차단 쌍의 수를 적었습니다. "
        "합이 더 큰 배정이 없다는 것은 계산기의 주장이며 검증기가 확인하지 않습니다.",
    ),
}
LIMITS = {
    "reported_preferences": (
        "It holds for the lists as certified, and says nothing of what nobody wrote down.",
        "확정된 희망 목록과 순위에 대해서만 성립하며, 적지 않은 것에 대해서는 말하지 않습니다.",
    ),
    "reserves": (
        "Reserved seats are soft: members of the group come first on them, and others get those that no member wants.",
        "우대 자리는 유연합니다: 해당 집단이 먼저 배정되고, 남으면 다른 사람에게 배정됩니다.",
    ),
    "floors": (
        "Floors of regions are aims: whether each is met is stated, and a floor that is not met is no fault.",
        "지역 하한은 목표입니다: 달성 여부를 적으며, 미달은 오류로 보지 않습니다.",
    ),
    "lowered_caps": (
        "Caps were lowered so that other regions reach their floors; it is stable for the lowered caps, which are "
        "stated. That they had to be lowered so far is the solver’s claim, which is not checked.",
        "다른 지역의 하한을 위해 상한을 낮추었습니다. 낮춘 상한(인증서에 적음)에 대해 안정적이며, 그만큼 낮추어야 "
        "했다는 것은 계산기의 주장으로 검증기가 확인하지 않습니다.",
    ),
    "linked": (
        "Those who apply together are judged together; for them a stable outcome may not exist.",
        "함께 지원한 사람들은 함께 판단하며, 이 경우 안정 배정이 존재하지 않을 수 있습니다.",
    ),
    "ties": (
        "Ties were broken by the lottery; the notion holds for the order after it.",
        "동순위는 추첨으로 정했으며, 추첨 뒤의 순서에 대해 성립합니다.",
    ),
}


def notion_of(case: Case, *, caps_lowered: bool) -> dict[str, Any]:
    """The notion that is certified for a mode, by name, and its limits, in English and Korean."""
    capped = bool((case.market.cap < NO_LIMIT).any())
    name = "value-optimal" if case.mode == "optimal" else "kamada-kojima" if capped else "stable"
    holds = {
        "reported_preferences": True,
        "reserves": len(case.reserves) > 0,
        "floors": bool(np.any(case.market.floor > 0)),
        "lowered_caps": caps_lowered,
        "linked": bool(case.links),
        "ties": case.lottery is not None,
    }
    limits = [LIMITS[key] for key, wanted in holds.items() if wanted]
    return {
        "name": name,
        "words": _both(WORDS[name]),
        "limits": [_both(each) for each in limits],
    }


def _both(words: tuple[str, str]) -> dict[str, str]:
    return {"en": words[0], "ko": words[1]}
