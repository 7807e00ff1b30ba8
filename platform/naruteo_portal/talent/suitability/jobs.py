"""Background work of suitability: attempts to learn from the decided rounds, and watching what is in use for drift."""

from sqlalchemy import select

from naruteo_portal.audit.events import Actor
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.jobs import Worker, job, one_by_one
from naruteo_portal.talent.suitability.drifting import drift_of, keep_drift, load_since
from naruteo_portal.talent.suitability.history import decided_rounds, load_history
from naruteo_portal.talent.suitability.learning import keep_fit, learned
from naruteo_portal.talent.suitability.models import IN_USE, Side, SuitabilityFit
from naruteo_portal.talent.suitability.using import scorer_of


@job("talent.fit_suitability")
def fit_suitability(worker: Worker, by_id: int) -> None:
    """Learn each side outside of transactions; what comes of it is kept, a refusal too."""
    for side in Side:
        with unit_of_work(worker.engine) as session:
            history = load_history(session, side, decided_rounds(session))
        result = learned(history)
        with unit_of_work(worker.engine) as session:
            keep_fit(session, history, result, actor=Actor("person", by_id))


@job("talent.watch_suitability", cron="30 0 * * 1")
def watch_suitability(worker: Worker) -> None:
    """Every Monday at half past nine in Korea, for each model in use."""
    with unit_of_work(worker.engine) as session:
        used = session.scalars(select(SuitabilityFit.id).where(IN_USE).order_by(SuitabilityFit.id)).all()
    one_by_one(used, lambda each: watch_model(worker, each), "model not watched")


def watch_model(worker: Worker, fit_id: int) -> None:
    """Look how far the latest frozen rounds lie from what one model learned from."""
    with unit_of_work(worker.engine) as session:
        fit = session.get_one(SuitabilityFit, fit_id)
        scorer, history = scorer_of(fit), load_since(session, fit)
    found = drift_of(scorer, history)
    with unit_of_work(worker.engine) as session:
        keep_drift(session, fit_id, history, found)
