"""The main menu: few entries stand in a row, many by group, and nobody has an entry twice."""

import re

import pytest
from sqlalchemy.orm import Session

from naruteo_portal.edge.navigation import ENTRIES, MOST_IN_A_ROW
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import OrganisationKind, Role
from naruteo_testing.factories import client_of, make_account, make_organisation

BAR = re.compile(r'<nav class="site-nav".*?</nav>', re.DOTALL)


def bar_of(app: Portal, session: Session, role: Role, kind: OrganisationKind) -> str:
    account = make_account(session, roles=((role, make_organisation(session, kind)),))
    session.commit()
    found = BAR.search(client_of(app, account, session).get("/").text)
    assert found is not None
    return found[0]


def test_many_entries_stand_by_group_and_few_in_a_row(app: Portal, session: Session) -> None:
    bar = bar_of(app, session, Role.PROGRAMME_OFFICER, OrganisationKind.AGENCY)
    row = re.sub(r"<details.*?</details>", "<details>", bar, flags=re.DOTALL)
    assert row.count("<li>") <= MOST_IN_A_ROW and "<details" in bar
    for address in ("/matching-rounds", "/claim-queue", "/cohorts", "/audit"):
        assert f'href="{address}"' in bar
    assert "<details" not in bar_of(app, session, Role.LEARNER, OrganisationKind.EMPLOYER)


@pytest.mark.parametrize("role", Role)
def test_nobody_has_an_entry_twice(role: Role) -> None:
    mine = [each.endpoint for each in ENTRIES if not each.roles or role in each.roles]
    assert len(mine) == len(set(mine))
    assert all(each.group is not None for each in ENTRIES if each.endpoint != "home.home")
