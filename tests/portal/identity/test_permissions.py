"""Whom each role reaches."""

import pytest

from naruteo_portal.identity.models import OrganisationKind, Role
from naruteo_portal.identity.permissions import (
    ROLES_IN,
    administers,
    answers_for_claims,
    audits,
    decides_claims,
    makes_claims,
    reads_claims,
    reads_learners,
    reads_members,
    reads_organisations,
    roles_to_invite,
)
from naruteo_portal.identity.readers import HeldRole, Reader


def reader(role: Role, kind: OrganisationKind) -> Reader:
    return Reader(7, "n2345", "김하늘", "haneul@example.kr", "ko", 1, frozenset({HeldRole(role, 1, kind)}))


@pytest.mark.parametrize(
    ("role", "kind", "administers_", "members", "learners", "organisations", "audits_"),
    [
        (Role.ADMINISTRATOR, OrganisationKind.AGENCY, True, True, True, True, True),
        (Role.ADMINISTRATOR, OrganisationKind.EMPLOYER, "own", "own", None, "own", "own"),
        (Role.PROGRAMME_OFFICER, OrganisationKind.AGENCY, None, True, True, True, None),
        (Role.PROGRAMME_OFFICER, OrganisationKind.UNIVERSITY, None, "own", None, "own", None),
        (Role.AUDITOR, OrganisationKind.AGENCY, None, None, None, None, True),
        (Role.AUDITOR, OrganisationKind.EMPLOYER, None, None, None, None, "own"),
        (Role.EMPLOYER_HR, OrganisationKind.EMPLOYER, None, None, "own", "own", None),
        (Role.CLAIM_PROXY, OrganisationKind.EMPLOYER, None, None, None, None, None),
        (Role.INSTRUCTOR, OrganisationKind.TRAINING_PROVIDER, None, None, None, None, None),
        (Role.UNIVERSITY_REVIEWER, OrganisationKind.UNIVERSITY, None, None, None, None, None),
        (Role.LEARNER, OrganisationKind.EMPLOYER, None, None, None, None, None),
    ],
)
def test_agencies_reach_everywhere_and_others_themselves(
    role: Role,
    kind: OrganisationKind,
    administers_: object,
    members: object,
    learners: object,
    organisations: object,
    audits_: object,
) -> None:
    one = reader(role, kind)
    asked = (administers, reads_members, reads_learners, reads_organisations, audits)
    for reach_of, expected in zip(asked, (administers_, members, learners, organisations, audits_), strict=True):
        reach = reach_of(one)
        found = True if reach.everywhere else "own" if reach.organisations else None
        assert found == expected, reach_of.__name__
        assert reach.covers(2) is reach.everywhere


def test_agents_prepare_claims_for_which_hr_answers() -> None:
    hr, agent = (reader(role, OrganisationKind.EMPLOYER) for role in (Role.EMPLOYER_HR, Role.CLAIM_PROXY))
    for asked in (makes_claims, reads_claims):
        assert asked(hr).covers(1) and asked(agent).covers(1) and not asked(agent).covers(2), asked.__name__
    assert answers_for_claims(hr).covers(1) and answers_for_claims(agent).is_empty and decides_claims(agent).is_empty
    assert not any(Role.CLAIM_PROXY in roles for roles in ROLES_IN.values()), "only an employer's HR lets agents in"


def test_hr_invites_learners_and_nobody_else() -> None:
    hr = reader(Role.EMPLOYER_HR, OrganisationKind.EMPLOYER)
    assert roles_to_invite(hr, 1, OrganisationKind.EMPLOYER) == (Role.LEARNER,)
    assert roles_to_invite(hr, 2, OrganisationKind.EMPLOYER) == ()


def test_no_administrator_outside_an_agency_gives_roles_that_reach_everywhere() -> None:
    for kind in set(OrganisationKind) - {OrganisationKind.AGENCY}:
        given = roles_to_invite(reader(Role.ADMINISTRATOR, kind), 1, kind)
        assert Role.ADMINISTRATOR in given
        assert not {Role.PROGRAMME_OFFICER, Role.AUDITOR} & set(given)
