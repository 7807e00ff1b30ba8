"""Accounts and their handles."""

import re

from sqlalchemy.orm import Session

from naruteo_portal.identity.accounts import new_handle


def test_handles_are_opaque_and_read_well_over_the_phone(session: Session) -> None:
    handles = {new_handle(session) for _ in range(200)}
    assert len(handles) > 190
    assert all(re.fullmatch(r"n[23456789abcdefghjkmnpqrstuvwxyz]{5}", handle) for handle in handles)
