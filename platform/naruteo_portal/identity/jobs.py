"""Background work about accounts."""

from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.hub import hub
from naruteo_portal.core.jobs import Worker, job
from naruteo_portal.identity.hub_access import end_at_hub, record_hub_access_ended, revoke_hub_tokens
from naruteo_portal.identity.oidc.keys import rotate_keys
from naruteo_portal.identity.oidc.tokens import forget_old_codes
from naruteo_portal.identity.upkeep import forget_old_traces


# Ten tries wait 2, 4, 8 … seconds: a Hub that restarts within a quarter of an hour still hears of the sign-out.
@job("identity.end_hub_access", tries=10)
def end_hub_access(worker: Worker, account_id: int) -> None:
    """End a person's Hub session, tokens and notebook server; tried again while the Hub is away."""
    with unit_of_work(worker.engine) as session:
        handle = revoke_hub_tokens(session, account_id)
    end_at_hub(hub(worker.settings), handle)
    with unit_of_work(worker.engine) as session:
        record_hub_access_ended(session, account_id)


@job("identity.rotate_oidc_keys", cron="17 3 * * *")
def rotate_oidc_keys(worker: Worker) -> None:
    """Make the next signing key in good time and drop the old ones."""
    with unit_of_work(worker.engine) as session:
        rotate_keys(session, worker.settings)


@job("identity.forget_oidc_codes", cron="47 * * * *")
def forget_oidc_codes(worker: Worker) -> None:
    """Delete authorization codes and access tokens that are of no use to anybody."""
    with unit_of_work(worker.engine) as session:
        forget_old_codes(session)


@job("identity.forget_old_traces", cron="23 4 * * *")
def forget_traces(worker: Worker) -> None:
    """Delete counts of tries, uploaded lists and links that are of no use any more."""
    with unit_of_work(worker.engine) as session:
        forget_old_traces(session)
