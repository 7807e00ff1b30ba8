"""How many pairs of candidates and openings the legal gate judges in a second, and records of those it shuts out."""

import resource
import time

import numpy as np
from sqlalchemy import text
from sqlalchemy.orm import Session

from naruteo_portal.rules.judging import Outcome
from naruteo_portal.talent.gating.gating import judge_pairs
from naruteo_portal.talent.gating.reasons import exclusions
from naruteo_testing.gating import DAY, confirm_statuses, make_offer
from naruteo_testing.measuring import Report

CANDIDATES, OPENINGS, LISTED = 20_000, 500, 30
PEOPLE = (
    "INSERT INTO person (name_native) SELECT '지원자' FROM generate_series(1, :many)",
    """INSERT INTO account (person_id, handle, email, locale, state, created_at)
       SELECT id, 'c' || id, id || '@example.kr', 'ko', 'active', now() FROM person WHERE name_native = '지원자'""",
    """INSERT INTO candidate (reference, account_id, kind, passport_family, passport_given, name_hangul,
                              given_name_first, summary, regions_wanted, degree, degree_field, korean_degree,
                              experience_months, licences, version, created_at, changed_at)
       SELECT 'CA-' || id, id, 'recruit', '', '', '', false, '', '[]',
              (ARRAY['none', 'bachelor', 'master'])[1 + id % 3], '', id % 2 = 0, id % 90, '[]', 1, now(), now()
       FROM account WHERE handle ~ '^c[0-9]'""",
    """INSERT INTO candidate_legal (candidate_id, nationality, residence_status, facts, changed_at)
       SELECT id, (ARRAY['KR', 'VN', 'VN', 'UZ'])[1 + id % 4], (ARRAY['F-5', 'D-10-1'])[1 + id % 2], '{}', now()
       FROM candidate""",
)
"""A quarter Korean citizens, the others with all kinds of degrees and experience."""


def test_gating_rate(session: Session, report: Report) -> None:
    confirm_statuses(session)
    openings = [
        make_offer(session, yearly_wage=24_000_000 + 50_000 * number, statuses=["E-7-1"]).id
        for number in range(OPENINGS)
    ]
    for statement in PEOPLE:
        session.execute(text(statement), {"many": CANDIDATES} if ":many" in statement else {})
    candidates = session.scalars(text("SELECT id FROM candidate ORDER BY id")).all()
    random = np.random.default_rng(6)
    pairs = np.column_stack(
        [np.repeat(np.array(candidates), LISTED), random.choice(np.array(openings), CANDIDATES * LISTED)]
    )
    begun = time.process_time()
    gating = judge_pairs(session, pairs, DAY)
    judged = time.process_time() - begun
    shut_out = exclusions(gating)
    kept = time.process_time() - begun - judged
    assert set(gating.outcome.tolist()) >= {Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE}
    report("pairs judged by the law of statuses", len(pairs) / judged / 1e3, "thousand/s")
    report("exclusions kept with their reasons", len(shut_out) / kept / 1e3, "thousand/s")
    report("most memory of the process", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB")
