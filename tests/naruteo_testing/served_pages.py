"""Opens pages of a portal that runs beside the test, as the people who may."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext
from sqlalchemy.orm import Session

from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account
from naruteo_testing.browser import browser, check_page, context
from naruteo_testing.factories import client_of
from naruteo_testing.styleguide import served

# The journeys' tour opens every page in both languages; here one of them will do.
IN_BOTH_LANGUAGES = pytest.mark.parametrize("locale", ["ko", pytest.param("en", marks=pytest.mark.thorough)])
SHOTS = os.environ.get("NARUTEO_TEST_SHOTS")


def sign_in_to(opened: BrowserContext, address: str, app: Portal, session: Session, account: Account) -> None:
    """Give a browser profile the session of somebody who has signed in."""
    cookie = client_of(app, account, session).get_cookie("naruteo")
    assert cookie is not None
    opened.add_cookies([{"name": "naruteo", "value": cookie.value, "url": address}])


def check_pages(
    app: Portal, session: Session, pages: Mapping[Account | None, Sequence[str]], locale: str, name: str
) -> None:
    """Check everybody's pages at both widths (None: a visitor); pictures are left where NARUTEO_TEST_SHOTS says."""
    with served(app) as address, browser() as started:
        for account, paths in pages.items():
            with context(started, locale=locale, url=address) as opened:
                if account is not None:
                    sign_in_to(opened, address, app, session, account)
                page = opened.new_page()
                who = account.handle if account is not None else "visitor"
                for number, path in enumerate(paths):
                    shots = Path(SHOTS) if SHOTS else None
                    check_page(page, address + path, shots=shots, name=f"{name}-{who}-{number}-{locale}")
