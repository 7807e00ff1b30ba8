"""The readiness check: the same rules as the gate, unconfirmed figures beside and never instead of confirmed ones."""

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from naruteo_portal.rules.judging import Outcome
from naruteo_portal.talent.candidates.models import Degree
from naruteo_portal.talent.candidates.statuses import STATUSES
from naruteo_portal.talent.gating.readiness import JOB_SEEKING, Answers, StatusLook, look

NOTHING = Answers(None, None, None, None, None, None, None, None, None, None, None)
DAY = date(2026, 6, 1)


def looks(session: Session, answers: Answers, on: date = DAY) -> dict[str, StatusLook]:
    return {each.name: each for each in look(session, answers, on)}


def test_who_answers_nothing_is_refused_nothing(session: Session) -> None:
    found = looks(session, NOTHING)
    assert set(found) == {*STATUSES, JOB_SEEKING}
    assert {each.answer.outcome for each in found.values()} == {Outcome.UNDETERMINED}


def test_unconfirmed_figures_stand_beside(session: Session) -> None:
    graduate = replace(
        NOTHING, degree=Degree.ASSOCIATE, korean_degree=True, topik=4, lives_in_area=True, region="gyeongbuk"
    )
    found = looks(session, graduate)["F-2-R"]
    assert found.answer.outcome is Outcome.UNDETERMINED
    steps = {each.name: each.value for each in found.answer.conditions}
    assert (steps["educated_or_earning"], steps["korean_enough"]) == (True, None)
    assert looks(session, replace(graduate, topik=3))["F-2-R"].rough is Outcome.NOT_ELIGIBLE


def test_what_is_certain_comes_first(session: Session) -> None:
    exempt = look(session, replace(NOTHING, points_exempt=True), DAY)
    assert (exempt[0].name, exempt[0].answer.outcome) == (JOB_SEEKING, Outcome.ELIGIBLE)
    refused = look(session, replace(NOTHING, occupation_listed=False, region="seoul"), DAY)
    assert {each.name for each in refused if each.answer.outcome is Outcome.NOT_ELIGIBLE} == {
        "E-7-1", "E-7-2", "E-7-3", "E-7-4", "E-7-GB",
    }  # fmt: skip


def test_a_leading_university_counts_only_with_its_degree(session: Session) -> None:
    for degree, top, answer in (
        (Degree.MASTER, True, "master"),
        (Degree.BACHELOR, True, "none"),
        (Degree.DOCTOR, False, "none"),
        (Degree.DOCTOR, None, None),
    ):
        found = looks(session, replace(NOTHING, degree=degree, top_university=top), date(2025, 6, 1))["F-2-T"]
        used = {each.name: each.value for step in found.answer.conditions for each in step.used}
        assert used["degree"] == answer
