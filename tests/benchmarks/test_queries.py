"""How many queries each page sends, with a few rows and with twenty times as many."""

from sqlalchemy.orm import Session

from naruteo_portal.edge.transaction import Portal
from naruteo_testing.growth import found_town, grow, pages
from naruteo_testing.measuring import Report
from naruteo_testing.queries import queries_of

TIMES = 20


def test_queries_per_page(app: Portal, session: Session, report: Report) -> None:
    town = found_town(session)
    few = queries_of(app, session, pages(town))
    grow(session, town, TIMES - 1)
    for name, statements in queries_of(app, session, pages(town)).items():
        report(f"Queries of: {name}, {TIMES}× rows", len(statements), "", "1× rows", len(few[name]))
        assert len(statements) == len(few[name])
