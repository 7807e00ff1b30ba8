"""Reading the mails that were asked for, without delivering them."""

import re
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

LINK = re.compile(r"https?://[^/\s]+(/\S+)")


@dataclass(frozen=True)
class Mail:
    """One mail in the queue."""

    to: str
    subject: str
    body: str
    page: str | None
    """The page of the portal whose address is written below the body."""

    @property
    def link(self) -> str:
        """The first address in it, without scheme and host."""
        if self.page:
            return self.page
        found = LINK.search(self.body)
        assert found, self.body
        return found.group(1)


def mails(session: Session) -> list[Mail]:
    """All mails asked for so far, oldest first."""
    rows = session.execute(
        text("SELECT args FROM procrastinate_jobs WHERE task_name = 'core.deliver_mail' ORDER BY id")
    ).scalars()
    return [Mail(args["to"], args["subject"], args["body"], args["page"]) for args in rows]
