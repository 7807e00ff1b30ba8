"""What a verifier finds wrong, as plain data and in words."""

from dataclasses import asdict, dataclass
from typing import Any

from naruteo_matching.verification.reading import Id

WORDS = {
    "input_hash": (
        "The certificate was made for another instance: its input hash does not fit.",
        "인증서가 다른 입력에 대해 만들어졌습니다: 입력 해시가 맞지 않습니다.",
    ),
    "result_hash": (
        "The certificate was made for another result: its result hash does not fit.",
        "인증서가 다른 결과에 대해 만들어졌습니다: 결과 해시가 맞지 않습니다.",
    ),
    "signature": (
        "The certificate’s signature does not fit its content.",
        "인증서의 서명이 내용과 맞지 않습니다.",
    ),
    "signer": (
        "The certificate is not signed with the key that was expected.",
        "인증서가 기대한 키로 서명되지 않았습니다.",
    ),
    "certificate": (
        "The certificate says {said} for {field}; checking finds {found}.",
        "인증서에는 {field} 값이 {said}(으)로 적혀 있으나, 확인한 값은 {found}입니다.",
    ),
    "seed": (
        "The lottery’s seed does not fit the commitment that was published before.",
        "추첨 시드가 미리 공개한 해시(약속값)와 맞지 않습니다.",
    ),
    "mode": (
        "The answer is for the mode {said}, the instance asks for {found}.",
        "결과의 방식은 {said}이나, 입력은 {found} 방식을 요구합니다.",
    ),
    "unknown_candidate": (
        "{candidate} is no candidate of the instance.",
        "{candidate}은(는) 입력에 없는 지원자입니다.",
    ),
    "unknown_opening": (
        "{candidate} is placed at {opening}, which is no opening of the instance.",
        "{candidate}이(가) 배정된 {opening}은(는) 입력에 없는 자리입니다.",
    ),
    "missing": (
        "{candidate} is neither placed nor named as unplaced.",
        "{candidate}이(가) 배정자에도 미배정자에도 없습니다.",
    ),
    "twice": (
        "{candidate} is named more than once in the answer.",
        "{candidate}이(가) 결과에 두 번 이상 나옵니다.",
    ),
    "not_wanted": (
        "{candidate} is placed at {opening}, which is not on their list.",
        "{candidate}이(가) 희망 목록에 없는 {opening}에 배정되었습니다.",
    ),
    "not_offered": (
        "{candidate} is placed at {opening}, which does not have them on its list.",
        "{opening}의 순위 목록에 없는 {candidate}이(가) 배정되었습니다.",
    ),
    "excluded": (
        "{candidate} is placed at {opening} although the rule {rule} excludes it.",
        "규칙 {rule}에 따라 제외된 {candidate}이(가) {opening}에 배정되었습니다.",
    ),
    "seats": (
        "{opening} has {limit} seats and holds {count}.",
        "{opening}의 정원은 {limit}명이나 {count}명이 배정되었습니다.",
    ),
    "cap": (
        "The region {region} may take {limit} and holds {count}.",
        "지역 {region}의 상한은 {limit}명이나 {count}명이 배정되었습니다.",
    ),
    "override": (
        "The override of {candidate} to {opening} is not what the answer holds.",
        "{candidate}을(를) {opening}(으)로 바꾼 조정이 결과와 맞지 않습니다.",
    ),
    "blocking_free_seat": (
        "{candidate} would rather be at {opening}, which has a free seat for them.",
        "{candidate}은(는) {opening}을(를) 더 원하고, 그곳에 빈자리가 있습니다.",
    ),
    "blocking_rank": (
        "{candidate} would rather be at {opening}, which holds somebody whom it ranks lower.",
        "{candidate}은(는) {opening}을(를) 더 원하고, 그곳에 순위가 더 낮은 사람이 배정되었습니다.",
    ),
    "blocking_reserve": (
        "{candidate} would rather be at {opening}, where a reserved seat is due to them.",
        "{candidate}은(는) {opening}을(를) 더 원하고, 그곳의 우대 자리에 들어갈 수 있습니다.",
    ),
    "blocking_region_move": (
        "{candidate} would rather be at {opening} of the same region, which is no further above its target.",
        "{candidate}은(는) 같은 지역의 {opening}을(를) 더 원하고, 그곳은 목표 인원을 더 넘지 않습니다.",
    ),
    "linked_outcome": (
        "{link} apply together, and the answer gives them what is on none of their rows.",
        "함께 지원한 {link}의 배정이 공동 희망 목록에 없습니다.",
    ),
    "blocking_linked": (
        "{link} apply together, would rather have row {row} of their list, and would be taken there.",
        "함께 지원한 {link}은(는) 공동 희망 {row}번을 더 원하고, 그곳에서 받아들여질 수 있습니다.",
    ),
}
"""English and Korean for each kind; candidates' and openings' ids stand for them."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    Attributes
    ----------
    kind : str
        A key of `WORDS`.
    candidate, opening, region : str, int or None
        Whom it concerns, by the ids of the instance.
    facts : dict
        The figures that the words name.
    """

    kind: str
    candidate: Id | None = None
    opening: Id | None = None
    region: Id | None = None
    facts: dict[str, Any] | None = None

    def said_in(self, language: str) -> str:
        """The fault as a sentence, in "ko" or "en"."""
        english, korean = WORDS[self.kind]
        named = {"candidate": self.candidate, "opening": self.opening, "region": self.region, **(self.facts or {})}
        return (korean if language == "ko" else english).format(**named)

    def as_json(self) -> dict[str, Any]:
        """The fault as plain data; what it does not have is left out."""
        return {key: value for key, value in asdict(self).items() if value is not None}
