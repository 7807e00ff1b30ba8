"""Who reads which programmes and releases."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import NotFound
from naruteo_portal.identity.models import OrganisationKind, Role
from naruteo_portal.insight import queries
from naruteo_portal.insight.models import Release, ReleaseState
from naruteo_portal.insight.programmes import key_of
from naruteo_portal.insight.queries import (
    get_kept_programme,
    get_programme,
    get_release,
    latest_release,
    programmes_of,
    view_of,
    ways_of,
)
from naruteo_portal.settings import Settings
from naruteo_testing.factories import make_account, make_organisation, make_reader
from naruteo_testing.insight import COHORTS, make_programme, make_release, share


def test_who_reads_a_programme(session: Session, settings: Settings) -> None:
    university, ministry, other = (make_organisation(session, OrganisationKind.UNIVERSITY) for _ in range(3))
    programme = make_programme(session, university, settings)
    release = make_release(session, programme)
    readers = {
        name: make_reader(session, make_account(session, roles=((role, organisation),)))
        for name, role, organisation in (
            ("reviewer", Role.UNIVERSITY_REVIEWER, university),
            ("instructor", Role.INSTRUCTOR, university),
            ("ministry", Role.UNIVERSITY_REVIEWER, ministry),
            ("stranger", Role.UNIVERSITY_REVIEWER, other),
        )
    }
    share(session, programme, ministry)

    def seen_by(name: str) -> list[tuple[int, int | None]]:
        return [(each.programme.id, each.latest and each.latest.id) for each in programmes_of(session, readers[name])]

    assert seen_by("reviewer") == seen_by("ministry") == [(programme.id, release.id)]
    assert seen_by("instructor") == seen_by("stranger") == []
    assert get_programme(session, readers["ministry"], programme.reference).organisation.id == university.id
    assert get_kept_programme(session, readers["reviewer"], programme.reference).id == programme.id
    for name in ("instructor", "stranger"):
        with pytest.raises(NotFound):
            get_programme(session, readers[name], programme.reference)
    with pytest.raises(NotFound):
        get_kept_programme(session, readers["ministry"], programme.reference)


def test_a_release_that_is_done_while_the_list_is_made_is_in_it(
    session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list would otherwise say that there is none, and that nobody makes one."""
    university = make_organisation(session, OrganisationKind.UNIVERSITY)
    programme = make_programme(session, university, settings)
    release = make_release(session, programme, state=ReleaseState.MAKING, made_at=None)
    reviewer = make_reader(session, make_account(session, roles=((Role.UNIVERSITY_REVIEWER, university),)))
    asked = queries._newest

    def meanwhile(*given: Any) -> dict[int, Release]:
        found = asked(*given)
        release.state, release.made_at = ReleaseState.READY, now()
        return found

    monkeypatch.setattr(queries, "_newest", meanwhile)
    assert [each.latest for each in programmes_of(session, reviewer)] == [release]


def test_a_release_is_read_once_it_is_ready(session: Session, settings: Settings) -> None:
    programme = make_programme(session, make_organisation(session, OrganisationKind.UNIVERSITY), settings)
    assert latest_release(session, programme) is None
    first = make_release(session, programme)
    make_release(session, programme, [], number=2, state=ReleaseState.MAKING, made_at=None, as_of=date(2026, 11, 27))
    assert latest_release(session, programme) is first
    with pytest.raises(NotFound):
        get_release(session, programme, 2)
    assert ways_of(session, first) == {cohort: ["", "region", "sex"] for cohort in ("", *COHORTS)}
    view = view_of(session, get_release(session, programme, 1), "AAA-2026B", "region")
    hidden = [stage["count"] for stage in view["funnel"] if stage["group"] == "other"]
    assert hidden[0] == {"n": None, "why": "few"}
    with pytest.raises(NotFound):
        view_of(session, first, "AAA-2026B", "age_band")


def test_a_programmes_key_is_sealed(session: Session, settings: Settings) -> None:
    university = make_organisation(session, OrganisationKind.UNIVERSITY)
    keys = {key_of(make_programme(session, university, settings), settings) for _ in range(2)}
    assert len(keys) == 2 and all(len(key) == 32 for key in keys)
