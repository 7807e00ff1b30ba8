"""Who follows a saved view is told of each release once, by what they may see then."""

from dataclasses import dataclass

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.core.jobs import Worker
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account, AccountState, Membership, Organisation, OrganisationKind, Role
from naruteo_portal.insight.models import Programme, Release, Rhythm, SavedView
from naruteo_portal.insight.news_jobs import tell_each_month, tell_of_releases
from naruteo_portal.insight.saved import change_view, remove_view
from naruteo_portal.notices.models import Notice
from naruteo_testing.factories import make_account, make_organisation, make_reader
from naruteo_testing.insight import all_views, make_programme, make_release
from naruteo_testing.review_growth import make_saved_view


@dataclass
class Followed:
    app: Portal
    session: Session
    reviewer: Account
    programme: Programme
    saved: SavedView

    def release(self, number: int, registered: int) -> None:
        """A release whose count of Busan is another."""
        views = all_views()
        for view in views:
            if (view["cohort"], view["by"]) == ("AAA-2026B", "region"):
                view["funnel"][0]["count"]["n"] = registered
        make_release(self.session, self.programme, views, number=number)
        self.session.commit()

    def tell(self) -> list[Notice]:
        worker = Worker(self.app.engine, self.app.settings)
        tell_of_releases(worker)
        tell_each_month(worker)
        self.session.expire_all()
        return list(self.session.scalars(select(Notice).order_by(Notice.id)))


@pytest.fixture
def followed(app: Portal, session: Session) -> Followed:
    university = make_organisation(session, OrganisationKind.UNIVERSITY)
    reviewer = make_account(session, locale="en", roles=((Role.UNIVERSITY_REVIEWER, university),))
    programme = make_programme(session, university, app.settings)
    release = make_release(session, programme)
    reader = make_reader(session, reviewer)
    saved = make_saved_view(session, reader, programme, release, "Busan first")
    change_view(
        session, reader, saved, title="Busan first", organisation_id=None, rhythm=Rhythm.EACH_RELEASE, latest=release,
        actor=SYSTEM,
    )  # fmt: skip
    session.commit()
    return Followed(app, session, reviewer, programme, saved)


def test_a_follower_is_told_once_what_changed(followed: Followed) -> None:
    assert followed.tell() == []
    followed.release(2, 66)
    [notice] = followed.tell()
    assert notice.subject == "New figures: Busan first"
    assert "All cohorts" not in notice.body and "AAA-2026B · Busan · Registered: 60 · 100 % → 66 · 100 %" in notice.body
    path, _, query = notice.address.partition("?")
    assert path == f"/reviews/{followed.programme.reference}/changes"
    assert {"cohort=AAA-2026B", "by=region", "page=funnel", "since=1"} == set(query.split("&"))
    assert followed.tell() == [notice]
    followed.release(3, 66)
    assert "No figure of this view has changed." in followed.tell()[-1].body


def test_each_follower_is_told_however_many_views_there_are(followed: Followed) -> None:
    session, reader = followed.session, make_reader(followed.session, followed.reviewer)
    other = make_programme(
        session, session.get_one(Organisation, followed.programme.organisation_id), followed.app.settings
    )
    first = make_release(session, other)
    told = session.get(Release, followed.saved.told_release_id)
    assert told is not None
    for title, programme, release in (("Second", followed.programme, told), ("Other", other, first)):
        make_saved_view(session, reader, programme, release, title).rhythm = Rhythm.EACH_RELEASE
    session.commit()
    assert followed.tell() == []
    followed.release(2, 66)
    assert {each.subject for each in followed.tell()} == {"New figures: Busan first", "New figures: Second"}


def test_once_a_month_is_another_rhythm(followed: Followed) -> None:
    followed.saved.rhythm = Rhythm.MONTHLY
    followed.release(2, 66)
    worker = Worker(followed.app.engine, followed.app.settings)
    tell_of_releases(worker)
    assert followed.session.scalars(select(Notice.id)).all() == []
    tell_each_month(worker)
    assert len(followed.session.scalars(select(Notice.id)).all()) == 1


def test_who_may_not_read_it_any_more_is_not_told(followed: Followed) -> None:
    followed.release(2, 66)
    followed.session.execute(delete(Membership).where(Membership.account_id == followed.reviewer.id))
    followed.session.commit()
    assert followed.tell() == []


def test_suspended_accounts_are_not_told(followed: Followed) -> None:
    followed.release(2, 66)
    followed.reviewer.state = AccountState.SUSPENDED
    followed.session.commit()
    assert followed.tell() == []


def test_a_choice_that_the_release_lacks_is_said(followed: Followed) -> None:
    views = [view for view in all_views() if view["by"] != "region"]
    make_release(followed.session, followed.programme, views, number=2)
    followed.session.commit()
    assert "no figures for this choice any more" in followed.tell()[0].body


def test_nobody_is_told_of_what_they_removed(followed: Followed) -> None:
    followed.release(2, 66)
    remove_view(followed.session, followed.saved, actor=SYSTEM)
    followed.session.commit()
    assert followed.tell() == []
