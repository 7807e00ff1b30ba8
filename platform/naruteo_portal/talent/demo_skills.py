"""Skills in the demo: what its openings ask for, and what its invented people say and have shown."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor
from naruteo_portal.core.clock import now
from naruteo_portal.talent.candidates.models import Candidate, CandidateSkill, SkillSource
from naruteo_portal.talent.candidates.skills import declare
from naruteo_portal.talent.skill_names import code_of

ASKED: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("예지보전", "파이썬 프로그래밍"), ("센서", "통계 분석 기법 적용")),
    (("데이터 분석", "통계적 공정 관리"), ("품질 관리", "데이터 시각화")),
    (("제조 공정", "데이터 분석"), ("생산 최적화", "시뮬레이션 수행")),
    (("기계학습 활용",), ("파이썬 프로그래밍", "통계")),
    (("고장 진단", "신호 처리"), ("기계학습 활용", "업무 보고서 작성")),
)
"""What each opening of the demo asks for in turn: what its work cannot do without, and what would help."""
SAID: tuple[tuple[str, ...], ...] = (
    ("예지보전", "센서", "팀으로 일하기"),
    ("품질 관리", "데이터 시각화", "통계"),
    ("제조 공정", "생산 최적화", "PLC(프로그래머블 로직 컨트롤러)"),
    ("기계학습 활용", "신호 처리", "영어 읽기"),
    ("고장 진단", "설비 보전", "업무 보고서 작성"),
)
SHOWN = (("파이썬 프로그래밍", "첫 번째 표", "The first table"), ("데이터 분석", "라인별 합계", "Totals by line"))
"""Skills that a graded task shows, with its title."""
MOST_POINTS = 100


def asked_by(number: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes that an opening of the demo asks for: required and desired ones."""
    required, desired = ASKED[number % len(ASKED)]
    return _codes(required), _codes(desired)


def give_skills(session: Session, candidate: Candidate, number: int, *, shown: bool, actor: Actor) -> None:
    """Let somebody of the demo have skills by their word and, if they are invented altogether, by invented points."""
    declare(session, candidate, _codes(SAID[number % len(SAID)]), actor=actor)
    for at, (name, ko, en) in enumerate(SHOWN if shown else ()):
        points = MOST_POINTS - 7 * ((number + at) % 5)
        evidence = {"task": {"ko": f"{ko}(데모)", "en": f"{en} (demo)"}, "points": points, "most": MOST_POINTS}
        session.add(
            CandidateSkill(
                candidate_id=candidate.id, concept=_codes([name])[0], source=SkillSource.TASK, certificate_id=None,
                detail=[evidence], added_at=now(),
            )
        )  # fmt: skip


def _codes(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(filter(None, map(code_of, names)))
