"""Jobs that tell followers of saved views of new releases."""

from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.jobs import Worker, job, one_by_one
from naruteo_portal.insight.models import Rhythm
from naruteo_portal.insight.news import followers_to_tell, tell_follower


@job("insight.tell_of_releases", cron="*/10 * * * *")
def tell_of_releases(worker: Worker) -> None:
    """Tell who wants to hear of each release."""
    _tell(worker, Rhythm.EACH_RELEASE)


# Nine in the morning in Korea on the first day of the month.
@job("insight.tell_each_month", cron="0 0 1 * *")
def tell_each_month(worker: Worker) -> None:
    """Tell who wants to hear once a month, if there was a release since."""
    _tell(worker, Rhythm.MONTHLY)


def _tell(worker: Worker, rhythm: Rhythm) -> None:
    with unit_of_work(worker.engine) as session:
        ids = followers_to_tell(session, rhythm)

    def tell(saved_id: int) -> None:
        with unit_of_work(worker.engine) as session:
            tell_follower(session, saved_id)

    one_by_one(ids, tell, "follower not told")
