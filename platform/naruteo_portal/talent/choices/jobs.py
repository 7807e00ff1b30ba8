"""Background work of choices: forecasting how lists fare, every hour while a round is open."""

from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.jobs import Worker, job, one_by_one
from naruteo_portal.talent.choices.forecasting import (
    enough,
    keep_forecast,
    load_lists,
    rounds_to_forecast,
    simulated,
)
from naruteo_portal.talent.rounds.models import Round


@job("talent.forecast_lists", cron="7 * * * *")
def forecast_lists(worker: Worker) -> None:
    """Simulate every open round on the lists that are certified now, outside of transactions."""
    with unit_of_work(worker.engine) as session:
        waiting = list(rounds_to_forecast(session))
    one_by_one(waiting, lambda each: forecast_round(worker, each), "round not simulated")


def forecast_round(worker: Worker, round_id: int) -> None:
    """Simulate one round."""
    with unit_of_work(worker.engine) as session:
        given = load_lists(session, session.get_one(Round, round_id))
    figures = simulated(given) if enough(given) else {}
    with unit_of_work(worker.engine) as session:
        keep_forecast(session, round_id, given, figures)
