"""Each page asks the database the same number of questions, however many rows it finds."""

from sqlalchemy.orm import Session

from naruteo_portal.edge.transaction import Portal
from naruteo_portal.settings import Settings
from naruteo_testing.candidates import grow_profile, make_candidate, pages_of_profile
from naruteo_testing.choice_growth import choose_more, found_chooser, pages_of_choices
from naruteo_testing.database import empty_tables
from naruteo_testing.growth import found_town, grow, pages
from naruteo_testing.import_growth import grow_imports, make_import, pages_of_imports
from naruteo_testing.opening_growth import found_openings, grow_openings, pages_of_openings
from naruteo_testing.queries import queries_of
from naruteo_testing.review_growth import found_reviews, grow_reviews, pages_of_review
from naruteo_testing.round_growth import pages_of_rounds

# Counts are compared for equality, so a question for each row shows with a few rows as well as with many.
TIMES = 6
# A page that needs more than this asks row by row, or for things that it does not show.
MOST = 17


def test_queries_do_not_grow_with_rows(app: Portal, session: Session) -> None:
    town = found_town(session)
    few = queries_of(app, session, pages(town))
    grow(session, town, TIMES - 1)
    compare(few, queries_of(app, session, pages(town)))


def test_queries_of_a_profile_do_not_grow_with_rows(app: Portal, session: Session) -> None:
    candidate = make_candidate(session)
    session.commit()
    few = queries_of(app, session, pages_of_profile(candidate))
    for _ in range(TIMES):
        grow_profile(session, candidate)
    compare(few, queries_of(app, session, pages_of_profile(candidate)))


def test_queries_of_choices_do_not_grow_with_rows(app: Portal, session: Session, settings: Settings) -> None:
    chooser = found_chooser(session, settings)
    few = queries_of(app, session, pages_of_choices(chooser))
    choose_more(session, settings, chooser, TIMES - 1)
    compare(few, queries_of(app, session, pages_of_choices(chooser)))


def test_queries_of_openings_do_not_grow_with_rows(app: Portal, session: Session, settings: Settings) -> None:
    town = found_openings(session, settings)
    few = queries_of(app, session, pages_of_openings(town))
    for number in range(TIMES):
        grow_openings(session, settings, town, number)
    compare(few, queries_of(app, session, pages_of_openings(town)))


def test_queries_do_not_grow_with_rounds(app: Portal, session: Session) -> None:
    few = queries_of(app, session, pages_of_rounds(session, app.settings, 2))
    session.rollback()
    empty_tables(app.engine)
    compare(few, queries_of(app, session, pages_of_rounds(session, app.settings, 5)))


def test_queries_of_reviews_do_not_grow_with_rows(app: Portal, session: Session, settings: Settings) -> None:
    reviewer, programme = found_reviews(session, settings)
    tables = make_import(session, programme, reviewer)
    paths = {"list": "/reviews", **pages_of_review(programme.reference), **pages_of_imports(programme, tables)}
    pages = {name: (reviewer, path) for name, path in paths.items()}
    few = queries_of(app, session, pages)
    grow_reviews(session, settings, reviewer, programme, 5)
    grow_imports(session, programme, reviewer, 5)
    compare(few, queries_of(app, session, pages))


def compare(few: dict[str, list[str]], many: dict[str, list[str]]) -> None:
    """No page sends more statements for more rows, and none too many."""
    grown = {name: (len(few[name]), len(many[name])) for name in few if len(many[name]) != len(few[name])}
    assert grown == {}
    assert {name: len(statements) for name, statements in many.items() if len(statements) > MOST} == {}
