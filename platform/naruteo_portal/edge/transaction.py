"""One request, one transaction: opened before the view, ended after it."""

from flask import Flask, Response, g
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from naruteo_portal.core.database import is_away
from naruteo_portal.settings import Settings


class Portal(Flask):
    """The Flask application; every request runs inside one database session."""

    engine: Engine
    settings: Settings

    def full_dispatch_request(self) -> Response:
        """Commit what a successful answer did; roll back everything that ends in a refusal."""
        with Session(self.engine, expire_on_commit=False) as session:
            g.session = session
            response = super().full_dispatch_request()
            if response.status_code < 400:
                try:
                    session.commit()
                except Exception as error:  # answered like any other, or a lost database would look like a bug
                    _roll_back(session)
                    return self.finalize_request(self.handle_user_exception(error))
            else:
                _roll_back(session)
        return response


def _roll_back(session: Session) -> None:
    try:
        session.rollback()
    except DBAPIError as error:
        if not is_away(error):
            raise
        # The database has forgotten it all by itself.
        session.invalidate()


def current_session() -> Session:
    """The database session of the request that is being answered."""
    session: Session = g.session
    return session
