"""JupyterHub's word about tokens, replaced where the portal asks for it."""

import pytest

from naruteo_portal.core import hub
from naruteo_portal.core.hub import HubUser
from naruteo_portal.settings import Settings

PREFIX = "token-of-"


def token_of(handle: str) -> str:
    """The token that the replaced Hub knows a person by."""
    return f"{PREFIX}{handle}"


@pytest.fixture
def hub_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Hub that knows every token made by `token_of`."""

    def whose_token(_settings: Settings, token: str) -> HubUser | None:
        return HubUser(token.removeprefix(PREFIX), frozenset()) if token.startswith(PREFIX) else None

    monkeypatch.setattr(hub, "whose_token", whose_token)
