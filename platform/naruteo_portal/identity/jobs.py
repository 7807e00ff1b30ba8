"""Background work about accounts."""

from naruteo_portal.core.jobs import Worker, job


@job("identity.end_hub_access")
def end_hub_access(worker: Worker, account_id: int) -> None:
    """End a person's Hub session, tokens and notebook server."""
