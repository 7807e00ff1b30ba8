"""Free questions and the public file: the same answer each time, noise of at most 4, who asked is kept."""

import io
import zipfile
from collections import defaultdict

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from naruteo_portal.audit.models import Event
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import OrganisationKind, Role
from naruteo_portal.insight.exploring.questions import (
    Group,
    NotAsked,
    Question,
    Ways,
    answer,
    check_question,
    ways_to_ask,
)
from naruteo_portal.insight.models import Programme, Release, ReleaseAtom
from naruteo_portal.settings import Settings
from naruteo_testing.factories import client_of, make_account, make_organisation
from naruteo_testing.insight import COHORTS, make_programme, make_release, share


@pytest.fixture
def release(session: Session, settings: Settings) -> Release:
    programme = make_programme(session, make_organisation(session, OrganisationKind.UNIVERSITY), settings)
    made = make_release(session, programme)
    atoms = session.scalars(select(ReleaseAtom).order_by(ReleaseAtom.id)).all()
    for number, atom in enumerate(atoms):
        atom.n, atom.attributes = (
            40 + number,
            {"sex": "F" if number % 2 else "M", "region": None if number % 3 else "Busan"},
        )
    session.commit()
    return made


@pytest.fixture
def ministry(app: Portal, session: Session, release: Release) -> FlaskClient:
    """Somebody of another organisation, which was given a share."""
    agency = make_organisation(session, OrganisationKind.AGENCY)
    share(session, session.get_one(Programme, release.programme_id), agency)
    return client_of(app, make_account(session, roles=((Role.AUDITOR, agency),)), session)


def test_counts_are_near_and_always_the_same(session: Session, release: Release) -> None:
    ways = ways_to_ask(session, release)
    assert ways == Ways(
        ("cohort", "region", "sex"), ("registered", "started", "active", "submitted", "completed", "passed"),
        tuple(COHORTS),
    )  # fmt: skip
    question = Question(("sex", "region"), "completed")
    given = answer(session, release, question)
    assert given == answer(session, release, question)
    by_hand: dict[tuple[str, ...], int] = defaultdict(int)
    reached = defaultdict(int, by_hand)
    for atom in session.scalars(select(ReleaseAtom)):
        key = (atom.attributes["sex"], atom.attributes["region"] or "unknown")
        by_hand[key] += atom.n
        reached[key] += atom.n if atom.stage in ("completed", "passed") else 0
    assert {group.levels for group in given} == set(by_hand)
    for group in given:
        assert group.noise and group.reached is not None
        assert abs(group.registered - by_hand[group.levels]) <= 4
        assert abs(group.reached - reached[group.levels]) <= 4
    # The same people asked for in other words.
    part = answer(session, release, Question(("sex", "cohort", "region"), "completed"))
    female = next(group for group in part if group.levels == ("F", "AAA-2026B", "Busan"))
    other = answer(session, release, Question(("region", "sex"), "completed", "AAA-2026B"))
    assert next(group for group in other if group.levels == ("Busan", "F")).registered == female.registered


def test_what_pages_show_is_answered_as_it_is_and_what_they_hide_is_not(session: Session, release: Release) -> None:
    for_sex = {group.levels: group for group in answer(session, release, Question(("sex",), "passed", "AAA-2026J"))}
    # 90 in the cohort, 40 % of them women, half of whom pass.
    assert for_sex[("F",)] == Group(("F",), 36, 18, noise=False, per_cent=50.0)
    atom = session.scalars(select(ReleaseAtom).where(ReleaseAtom.cohort == "AAA-2026J").limit(1)).one()
    atom.attributes = {"sex": "F", "region": "other"}
    session.flush()
    # Of ten of "other" five passed, which is hidden; in the cohort it is all hidden, and so is who of them is a woman.
    whole = {group.levels: group for group in answer(session, release, Question(("region",), "passed"))}
    assert whole[("other",)] == Group(("other",), 10, None, noise=False, per_cent=None)
    for by in (("region",), ("region", "sex")):
        part = answer(session, release, Question(by, "started", "AAA-2026J"))
        assert part and "other" not in {group.levels[0] for group in part}


def test_running_cohorts_are_in_no_answer_about_all(session: Session, release: Release) -> None:
    before = answer(session, release, Question(("region", "sex"), "passed"))
    release.summary = {"data": {"running": ["AAA-2026J"]}}
    session.flush()
    after = answer(session, release, Question(("region", "sex"), "passed"))
    assert after != before
    assert after == answer(session, release, Question(("region", "sex"), "passed", "AAA-2026B"))


@pytest.mark.parametrize(
    "question",
    [
        Question(("cohort", "region", "sex", "sex"), "passed"), Question(("sex", "sex"), "passed"),
        Question(("education",), "passed"), Question(("sex",), "placed"), Question((), "passed", "BBB"),
    ],
)  # fmt: skip
def test_what_is_not_answered(question: Question) -> None:
    ways = Ways(("cohort", "region", "sex"), ("registered", "passed"), ("AAA-2026B",))
    with pytest.raises(NotAsked):
        check_question(question, ways)


def test_the_page_answers_and_keeps_who_asked(ministry: FlaskClient, session: Session, release: Release) -> None:
    address = f"/reviews/{session.get_one(Programme, release.programme_id).reference}/explore"
    assert ministry.get(address).status_code == 200
    asked = f"{address}?by1=region&by2=sex&stage=passed"
    first = ministry.get(asked)
    assert first.status_code == 200
    assert "Busan" in first.text
    # Beside the answer a page says how long one is still signed in.
    assert ministry.get(asked).text.partition("<table")[2].partition("</table>")[0] in first.text
    assert ministry.get(f"{address}?by1=education&stage=passed").status_code == 422
    assert session.scalar(select(func.count()).where(Event.verb == "asked a free question")) == 2
    # Of what is hidden there is no share, which has nothing to do with how many they are.
    atom = session.scalars(select(ReleaseAtom).limit(1)).one()
    atom.attributes = {"sex": "F", "region": "other"}
    session.commit()
    hidden = ministry.get(f"{address}?by1=region&stage=passed").text.partition("<table")[2].partition("</table>")[0]
    assert hidden.count("표시하지 않음") == 2 and "너무 적음" not in hidden


def test_the_public_file_says_what_it_is(ministry: FlaskClient, session: Session, release: Release) -> None:
    address = f"/reviews/{session.get_one(Programme, release.programme_id).reference}/explore"
    book = load_workbook(io.BytesIO(ministry.get(f"{address}/public.xlsx").data))
    statement, figures, codebook = book.worksheets
    rows = list(figures.iter_rows(values_only=True))
    assert rows[0] == ("cohort", "attribute", "group", "stage", "registered", "reached", "noise")
    # All and two cohorts, by nothing, two sexes and one region (the pages know none that is unknown), in six stages.
    assert len(rows) == 1 + 3 * (1 + 2 + 1) * 6
    assert not any(count in (1, 2) for row in rows[1:] for count in row[4:6])
    assert statement.max_row > 10
    assert ("stage", "passed") in {row[:2] for row in codebook.iter_rows(values_only=True)}
    packed = zipfile.ZipFile(io.BytesIO(ministry.get(f"{address}/public.csv").data))
    assert packed.namelist() == ["codebook.csv", "figures.csv", "statement.csv"]
    assert packed.read("figures.csv").decode("utf-8-sig").splitlines()[1].startswith(",,,registered,")
    assert session.scalar(select(func.count()).where(Event.verb == "took a public file")) == 2
