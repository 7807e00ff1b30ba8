"""Background work of suitability: an attempt to learn from the decided rounds."""

from naruteo_portal.audit.events import Actor
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.jobs import Worker, job
from naruteo_portal.talent.suitability.history import load_history
from naruteo_portal.talent.suitability.learning import keep_fit, learned


@job("talent.fit_suitability")
def fit_suitability(worker: Worker, by_id: int) -> None:
    """Learn outside of transactions; what comes of it is kept, a refusal too."""
    with unit_of_work(worker.engine) as session:
        history = load_history(session)
    result = learned(history)
    with unit_of_work(worker.engine) as session:
        keep_fit(session, history, result, actor=Actor("person", by_id))
