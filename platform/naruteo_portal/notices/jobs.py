"""Background work about notices."""

from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.jobs import Worker, job
from naruteo_portal.notices.expiring_tokens import tell_of_expiring_tokens
from naruteo_portal.notices.inbox import forget_old_notices


@job("notices.forget_old", cron="53 4 * * *")
def forget_old(worker: Worker) -> None:
    """Delete notices whose time is over."""
    with unit_of_work(worker.engine) as session:
        forget_old_notices(session)


@job("notices.tell_of_expiring_tokens", cron="5 0 * * *")
def tell_of_tokens(worker: Worker) -> None:
    """Tell people of access tokens that expire within a week."""
    with unit_of_work(worker.engine) as session:
        tell_of_expiring_tokens(session)
