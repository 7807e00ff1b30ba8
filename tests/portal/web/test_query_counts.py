"""Each page asks the database the same number of questions, however many rows it finds."""

from sqlalchemy.orm import Session

from naruteo_portal.edge.transaction import Portal
from naruteo_portal.settings import Settings
from naruteo_testing.choice_growth import choose_more, found_chooser, pages_of_choices
from naruteo_testing.growth import found_town, grow, queries_by_page
from naruteo_testing.queries import queries_of

TIMES = 20
# A page that needs more than this asks row by row, or for things that it does not show.
MOST = 17


def test_queries_do_not_grow_with_rows(app: Portal, session: Session) -> None:
    town = found_town(session)
    few = queries_by_page(app, session, town)
    grow(session, town, TIMES - 1)
    many = queries_by_page(app, session, town)
    grown = {name: (len(few[name]), len(many[name])) for name in few if len(many[name]) != len(few[name])}
    assert grown == {}
    assert {name: len(statements) for name, statements in many.items() if len(statements) > MOST} == {}


def test_queries_of_choices_do_not_grow_with_rows(app: Portal, session: Session, settings: Settings) -> None:
    chooser = found_chooser(session, settings)
    few = queries_of(app, session, pages_of_choices(chooser))
    choose_more(session, settings, chooser, TIMES - 1)
    many = queries_of(app, session, pages_of_choices(chooser))
    assert {name: (len(few[name]), len(many[name])) for name in few if len(many[name]) != len(few[name])} == {}
    assert {name: len(statements) for name, statements in many.items() if len(statements) > MOST} == {}
