"""Counting the statements that a page sends to the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account
from naruteo_testing.factories import client_of

Pages = dict[str, tuple[Account, str]]
"""By name: who reads, and where."""


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements sent while the block runs."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def queries_of(app: Portal, session: Session, pages: Pages) -> dict[str, list[str]]:
    """The statements that each page sends."""
    sent = {}
    for name, (reader, address) in pages.items():
        client = client_of(app, reader, session)
        with counted(app.engine) as statements:
            answer = client.get(address)
        assert answer.status_code == 200, (name, address, answer.status_code)
        sent[name] = list(statements)
    return sent
