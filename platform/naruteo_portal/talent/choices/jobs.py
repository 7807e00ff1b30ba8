"""Background work of choices: forecasting how lists fare, every hour while a round is open."""

import structlog

from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.jobs import Worker, job
from naruteo_portal.talent.choices.forecasting import (
    enough,
    keep_forecast,
    load_lists,
    rounds_to_forecast,
    simulated,
)
from naruteo_portal.talent.rounds.models import Round

log = structlog.get_logger("naruteo.talent")


@job("talent.forecast_lists", cron="7 * * * *")
def forecast_lists(worker: Worker) -> None:
    """Simulate every open round on the lists that are certified now, outside of transactions."""
    with unit_of_work(worker.engine) as session:
        waiting = list(rounds_to_forecast(session))
    for round_id in waiting:
        try:
            forecast_round(worker, round_id)
        except Exception:  # one round that cannot be simulated must not keep the others from it
            log.exception("round not simulated", round_id=round_id)


def forecast_round(worker: Worker, round_id: int) -> None:
    """Simulate one round."""
    with unit_of_work(worker.engine) as session:
        given = load_lists(session, session.get_one(Round, round_id))
    figures = simulated(given) if enough(given) else {}
    with unit_of_work(worker.engine) as session:
        keep_forecast(session, round_id, given, figures)
