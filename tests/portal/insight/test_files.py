"""The files of a programme: rollups stay with the events that they were made of, whatever is exchanged meanwhile."""

from sqlalchemy.orm import Session

from naruteo_portal.insight.files import data_of, exchange, files_of, keep_rollups
from naruteo_portal.insight.models import Programme
from naruteo_portal.settings import Settings
from naruteo_testing.factories import make_organisation
from naruteo_testing.insight import make_programme

ONE, TWO, OTHER, ROLLED = ("1" * 64, "2" * 64, "3" * 64, "4" * 64)
DATA = {"cohorts.parquet": OTHER, "events/A.parquet": ONE, "events/B.parquet": TWO}
ROLLUPS = {"rollup/A.parquet": ROLLED, "rollup/B.parquet": ROLLED}


def rollups_of(session: Session, programme: Programme) -> dict[str, str | None]:
    session.expire_all()
    return {each.name: each.made_of for each in files_of(session, programme) if each.made_of}


def test_rollups_stay_with_their_events(session: Session, settings: Settings) -> None:
    programme = make_programme(session, make_organisation(session), settings)
    exchange(session, programme, DATA)
    read = data_of(session, programme)
    # While a release is being made, one cohort gets other events, and one goes.
    exchange(session, programme, {"cohorts.parquet": OTHER, "events/A.parquet": TWO})
    keep_rollups(session, programme, ROLLUPS, made_of=read)
    assert rollups_of(session, programme) == {}

    exchange(session, programme, DATA)
    keep_rollups(session, programme, ROLLUPS, made_of=DATA)
    assert rollups_of(session, programme) == {"rollup/A.parquet": ONE, "rollup/B.parquet": TWO}
    # The same events under another name are rolled up anew, and counted once.
    assert exchange(session, programme, {"events/A.parquet": ONE, "events/C.parquet": TWO}) == DATA
    assert rollups_of(session, programme) == {"rollup/A.parquet": ONE}
