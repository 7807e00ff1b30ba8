"""Candidates who apply together, for tests."""

from collections.abc import Sequence

from naruteo_portal.audit.events import Actor
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.links.links import accept, certify_wishes, invite, save_wishes
from naruteo_portal.talent.links.models import LinkedApplication
from naruteo_portal.talent.links.queries import own_application
from naruteo_testing.rounds import Fair


def link(fair: Fair, one: Candidate, *others: Candidate) -> LinkedApplication:
    """An application that these make together, without wishes."""
    for each in others:
        application = invite(fair.session, one, fair.round, each.reference, actor=act_of(one))
        accept(fair.session, each, fair.round, application, actor=act_of(each))
    return application


def certify_together(
    fair: Fair, members: Sequence[Candidate], rows: Sequence[Sequence[int | None]]
) -> LinkedApplication:
    """An application that these make together, whose wishes all of them certified."""
    application = link(fair, *members)
    act, session = act_of(members[0]), fair.session
    save_wishes(session, members[0], fair.round, application, rows, version=application.version, actor=act)
    for each in members:
        certify_wishes(session, each, fair.round, application, version=application.version, actor=act_of(each))
    return application


def shared_by(fair: Fair, candidate: Candidate) -> LinkedApplication:
    """The application in which a candidate is, as the database has it."""
    found = own_application(fair.session, candidate, fair.round)
    assert found is not None
    return found


def act_of(candidate: Candidate) -> Actor:
    """A candidate as the one who acts."""
    return Actor("person", candidate.account_id)
