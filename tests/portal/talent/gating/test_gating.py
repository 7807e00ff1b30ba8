"""The legal gate: Koreans need no status, one way is enough for everybody else, and what is not known stays open."""

import re
from datetime import date
from typing import Any

import numpy as np
import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from naruteo_portal.rules.judging import Outcome
from naruteo_portal.talent.candidates.models import Candidate, Degree
from naruteo_portal.talent.gating.gating import judge, judge_pairs
from naruteo_portal.talent.gating.reasons import NO_WAY, exclusions, reasons
from naruteo_testing.candidates import make_candidate
from naruteo_testing.checkout import python_files, shown
from naruteo_testing.gating import DAY, confirm_statuses, make_offer

YES, NO, OPEN = Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE, Outcome.UNDETERMINED


def foreigner(session: Session, status: str | None = "D-10-1", **values: Any) -> Candidate:
    legal = {"nationality": "VN", "residence_status": status, **values.pop("legal", {})}
    return make_candidate(session, legal=legal, **values)


def outcome(session: Session, candidate: Candidate, offer: Any, on: date = DAY) -> Outcome:
    return judge(session, [candidate.id], [offer.id], on).outcome_of(candidate.id, offer.id)


def test_korean_citizens_need_no_status_and_have_no_ways(session: Session) -> None:
    candidate, offer = make_candidate(session), make_offer(session, statuses=[])
    gating = judge(session, [candidate.id], [offer.id], DAY)
    why = reasons(gating, candidate.id, offer.id)
    assert (why.outcome, why.stated, why.ways) == (YES, True, ())


def test_without_a_nationality_nothing_is_judged(session: Session) -> None:
    candidate, offer = make_candidate(session, legal={"nationality": None}), make_offer(session)
    gating = judge(session, [candidate.id], [offer.id], DAY)
    why = reasons(gating, candidate.id, offer.id)
    assert (why.outcome, why.stated) == (OPEN, False)


def test_while_figures_are_not_confirmed_nobody_passes_and_the_answer_says_which(session: Session) -> None:
    candidate, offer = foreigner(session), make_offer(session)
    gating = judge(session, [candidate.id], [offer.id], DAY)
    why = reasons(gating, candidate.id, offer.id)
    assert why.outcome is OPEN
    ((status, answer),) = why.ways
    assert status == "E-7-1"
    assert {each.name for each in answer.missing} == {"least_wage"}


CASES: tuple[tuple[dict[str, Any], dict[str, Any], Outcome, str | None], ...] = (
    ({}, {}, YES, None),
    ({}, {"yearly_wage": 31_119_999}, NO, "visa_e7.wage_enough"),
    ({"degree": Degree.ASSOCIATE, "experience_months": 59}, {}, NO, "visa_e7.qualified"),
    ({"degree": Degree.ASSOCIATE, "experience_months": 60}, {}, YES, None),
    ({"korean_degree": False, "experience_months": 11}, {}, NO, "visa_e7.qualified"),
    ({"korean_degree": False, "experience_months": 12}, {}, YES, None),
    ({"degree": None, "experience_months": None}, {}, OPEN, None),
    ({}, {"gate_facts": {}}, OPEN, None),
    ({}, {"yearly_wage": 2_000_000_000}, OPEN, None),
    ({}, {"statuses": []}, NO, NO_WAY),
    ({}, {"statuses": ["D-2"]}, OPEN, None),
    ({"status": "F-5"}, {"statuses": []}, YES, None),
    ({"status": "F-2-7", "legal": {"status_until": date(2026, 9, 2)}}, {"statuses": []}, YES, None),
    ({"status": "F-2-7", "legal": {"status_until": date(2026, 9, 1)}}, {"statuses": []}, NO, NO_WAY),
    ({"status": "F-2-7"}, {"statuses": []}, OPEN, None),
    ({"status": "F-2-R"}, {"statuses": []}, NO, NO_WAY),
    ({"status": None}, {"statuses": []}, OPEN, None),
    ({"status": None, "lives_abroad": True, "region": None}, {"statuses": []}, NO, NO_WAY),
    ({"status": "F-5"}, {"yearly_wage": 20_000_000}, YES, None),
)


def test_one_way_is_enough_and_each_no_says_its_rule(session: Session) -> None:
    confirm_statuses(session)
    for person, offered, expected, rule in CASES:
        candidate, offer = foreigner(session, **person), make_offer(session, **offered)
        gating = judge(session, [candidate.id], [offer.id], DAY)
        found = gating.outcome_of(candidate.id, offer.id), [each.rule for each in exclusions(gating)]
        assert found == (expected, [rule] if rule else []), (person, offered)


def test_an_exclusion_keeps_value_threshold_day_and_source_but_no_status(session: Session) -> None:
    confirm_statuses(session)
    candidate, offer = foreigner(session), make_offer(session, yearly_wage=30_000_000)
    (found,) = exclusions(judge(session, [candidate.id], [offer.id], DAY))
    assert found.record() == {
        "candidate": candidate.id, "opening": offer.id, "rule": "visa_e7.wage_enough", "value": 30_000_000,
        "threshold": 31_120_000, "on": "2026-06-01", "source": "시험용 고시 제2023-1호 별표 1",
    }  # fmt: skip


def test_the_day_of_the_contract_decides(session: Session) -> None:
    confirm_statuses(session)
    candidate, offer = foreigner(session), make_offer(session)
    assert outcome(session, candidate, offer) is YES
    assert outcome(session, candidate, offer, date(2027, 1, 1)) is OPEN, "2027 was not announced"


def test_many_pairs_come_to_what_each_comes_to_alone_with_as_many_queries(session: Session) -> None:
    confirm_statuses(session)
    candidates = [
        make_candidate(session).id, foreigner(session).id, foreigner(session, "F-5").id,
        foreigner(session, degree=Degree.NONE).id, make_candidate(session, legal={"nationality": None}).id,
    ]  # fmt: skip
    offers = [
        make_offer(session).id, make_offer(session, yearly_wage=26_000_000, statuses=["E-7-1", "E-7-2"]).id,
        make_offer(session, statuses=["F-2-R"]).id,
    ]  # fmt: skip
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *said: asked.append(said[2]))
    grid = judge(session, candidates, offers, DAY)
    assert len(asked) <= 4
    alone = [judge_pairs(session, pair.reshape(1, 2), DAY).outcome[0] for pair in grid.pairs]
    assert grid.outcome.tolist() == [int(each) for each in alone]
    assert len(set(grid.outcome.tolist())) == 3
    with pytest.raises(LookupError):
        grid.row_of(candidates[0], 0)
    assert judge_pairs(session, np.empty((0, 2), np.int64), DAY).outcome.shape == (0,)


def test_only_the_gate_and_ones_own_page_read_what_is_kept_apart() -> None:
    readers = {
        shown(path).removeprefix("platform/naruteo_portal/")
        for path in python_files("platform")
        # The demo's people are invented, and it only writes.
        if path.name != "demo.py"
        and re.search(r"\bCandidateLegal\b|candidates\.legal\b", path.read_text(encoding="utf-8"))
    }
    assert readers <= {
        "talent/candidates/models.py", "talent/candidates/statuses.py", "talent/candidates/legal.py",
        "talent/candidates/candidates.py", "talent/gating/facts.py", "web/candidate_legal.py",
        "web/candidate_papers.py", "web/candidates.py", "web/forms/candidates.py",
    }  # fmt: skip
