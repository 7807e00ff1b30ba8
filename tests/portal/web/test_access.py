"""Who may open which of the pages about people and organisations."""

import pytest
from sqlalchemy.orm import Session

from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account, Organisation, OrganisationKind, Role
from naruteo_testing.factories import client_of, make_account, make_organisation

READERS = ("visitor", "learner", "hr", "org_admin", "officer", "auditor", "platform_admin", "other_admin")
# One letter a reader: o opens, f 403, n 404 (there is no such thing for them), s is led to sign in.
PAGES = {
    "/people": "s f o o o f o o",
    "/people/{worker}": "s f o o o f o n",
    "/people/{colleague}": "s f n o o f o n",
    "/people/{stranger}": "s f n n o f o n",
    "/people/{worker}/suspend": "s f f o f f o n",
    "/people/{worker}/reactivate": "s f f o f f o n",
    "/people/{worker}/roles/new": "s f f o f f o n",
    "/people/{stranger}/suspend": "s f f n f f o n",
    "/organisations": "s f o o o f o o",
    "/organisations/own": "s f o o o f o n",
    "/organisations/agency": "s f n n o f o n",
    "/organisations/new": "s f f f f f o f",
    "/organisations/own/edit": "s f f o f f o n",
    "/organisations/own/invitations": "s f o o f f o n",
    "/organisations/own/invitations/new": "s f o o f f o n",
    "/organisations/own/invitations/import": "s f o o f f o n",
    "/organisations/own/invitations/import/template.csv": "s f o o f f o n",
    "/organisations/own/invitations/import/1": "s f n n f f n n",
    "/audit": "s f f o o o o o",
    "/account": "s o o o o o o o",
    "/account/names": "s o o o o o o o",
    "/account/email": "s o o o o o o o",
    "/account/password": "s o o o o o o o",
    "/account/language": "s o o o o o o o",
    "/password": "o o o o o o o o",
}
EXPECTED = {"o": 200, "f": 403, "n": 404, "s": 302}


@pytest.fixture
def own(session: Session) -> Organisation:
    return make_organisation(session, slug="own")


@pytest.fixture
def people(session: Session, own: Organisation) -> dict[str, Account | None]:
    agency = make_organisation(session, OrganisationKind.AGENCY, slug="agency", name="나루터 운영단")
    other = make_organisation(session, OrganisationKind.TRAINING_PROVIDER, slug="other", name="강변직업학교")
    return {
        "visitor": None,
        "learner": make_account(session, "배우리", roles=((Role.LEARNER, own),)),
        "worker": make_account(session, "김하늘", roles=((Role.LEARNER, own),)),
        "stranger": make_account(session, "이바다", roles=((Role.LEARNER, agency),)),
        "hr": make_account(session, "인사담", roles=((Role.EMPLOYER_HR, own),)),
        "org_admin": make_account(session, "관리자", roles=((Role.ADMINISTRATOR, own),)),
        "officer": make_account(session, "사업담", roles=((Role.PROGRAMME_OFFICER, agency),)),
        "auditor": make_account(session, "감사자", roles=((Role.AUDITOR, agency),)),
        "platform_admin": make_account(session, "운영자", roles=((Role.ADMINISTRATOR, agency),)),
        "other_admin": make_account(session, "남의관", roles=((Role.ADMINISTRATOR, other),)),
        "colleague": make_account(session, "강사님", roles=((Role.INSTRUCTOR, own),)),
    }


@pytest.mark.parametrize("page", PAGES)
def test_each_reader_opens_what_their_role_reaches(
    app: Portal, session: Session, people: dict[str, Account | None], page: str
) -> None:
    session.commit()
    address = page.format(**{name: account.handle for name, account in people.items() if account is not None})
    answers = {}
    for name in READERS:
        account = people[name]
        client = app.test_client() if account is None else client_of(app, account, session)
        answers[name] = client.get(address).status_code
    assert answers == dict(zip(READERS, (EXPECTED[letter] for letter in PAGES[page].split()), strict=True))


def test_acts_are_refused_where_pages_are(app: Portal, session: Session, people: dict[str, Account | None]) -> None:
    worker, colleague = people["worker"], people["colleague"]
    assert worker is not None and colleague is not None
    session.commit()
    for name, status in (("learner", 403), ("hr", 403), ("officer", 403), ("auditor", 403), ("other_admin", 404)):
        account = people[name]
        assert account is not None
        client = client_of(app, account, session)
        for act in ("suspend", "reactivate", "sign-out", "roles/new"):
            answer = client.post(f"/people/{worker.handle}/{act}", data={"reason": "왜냐하면"})
            assert answer.status_code == status, (name, act)
        answer = client.post("/organisations/own/edit", data={"kind": "agency", "name_ko": "나의 것"})
        assert answer.status_code == status
    assert client_of(app, colleague, session).get(f"/people/{worker.handle}").status_code == 403
