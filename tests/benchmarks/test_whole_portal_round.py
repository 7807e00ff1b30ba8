"""A whole round in the portal: 100,000 certified lists frozen, run, confirmed, published, and explained."""

import resource
from collections.abc import Callable
from functools import partial
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from naruteo_portal.core.jobs import Worker
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account
from naruteo_portal.settings import Settings
from naruteo_portal.talent.answers.jobs import explain_outcome, explain_round
from naruteo_portal.talent.answers.models import OutcomeExplanation
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.rounds.models import Outcome
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_testing.factories import client_of
from naruteo_testing.measuring import Report
from naruteo_testing.portal_round import fill
from naruteo_testing.queries import counted
from naruteo_testing.rounds import lead_to, open_fair

PEOPLE, PLACES, LENGTH = 100_000, 5_000, 30
STEPS = {
    "frozen": RoundState.FROZEN,
    "run, verified and kept": RoundState.RUN,
    "confirmed": RoundState.CONFIRMED,
    "published with notices and mails": RoundState.PUBLISHED,
}


def test_a_whole_round_in_the_portal(
    app: Portal, engine: Engine, session: Session, settings: Settings, report: Report
) -> None:
    fair, worker = open_fair(session, settings), Worker(engine, settings)
    fill(session, fair, PEOPLE, PLACES, LENGTH)

    def measured(what: str, act: Callable[[], Any]) -> None:
        cpu, wall = process_time(), perf_counter()
        with counted(engine) as statements:
            act()
        report(f"whole round in the portal: {what}", process_time() - cpu, "s CPU")
        report(f"whole round in the portal: {what}", perf_counter() - wall, "s passed")
        report(f"whole round in the portal: {what}", len(statements), "statements")

    for what, state in STEPS.items():
        measured(what, partial(lead_to, fair, state))
        session.commit()
    session.expunge_all()
    measured("everybody's reasons kept", lambda: explain_round(worker, fair.round.id))
    assert session.scalar(select(func.count()).select_from(OutcomeExplanation)) == PEOPLE
    outcome, account = session.execute(
        select(Outcome.id, Account).join(Outcome.candidate).join(Candidate.account).order_by(Outcome.id).limit(1)
    ).one()
    reader, address = client_of(app, account, session), f"/results/{fair.round.reference}"
    assert reader.get(address).status_code == 200
    measured("one result page", lambda: reader.get(address))
    measured("one person's smallest changes", lambda: explain_outcome(worker, outcome))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report("whole round in the portal: memory at most", peak, "MiB", "target", 4096)
