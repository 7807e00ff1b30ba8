"""The portal's client of JupyterHub's REST API: whose token this is, and ending a person's server and account there."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import httpx

from naruteo_portal.core.errors import Unavailable
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.tokens import token_sha256
from naruteo_portal.settings import Settings

REMEMBERED_SECONDS = 20
REMEMBERED_TOKENS = 2000
TIMEOUT_SECONDS = 10
# The Hub answers only when the server has stopped, or when its own patience ends.
STOP_TIMEOUT_SECONDS = 60
HUB_AWAY = N_("The notebook service does not answer just now. Please try again in a minute.")


class HubAway(Unavailable):
    """JupyterHub does not answer, or not as it should; worth another try later."""

    def __init__(self) -> None:
        super().__init__(HUB_AWAY)


@dataclass(frozen=True)
class HubUser:
    """Who a Hub token speaks for."""

    name: str
    groups: frozenset[str]


class Hub:
    """JupyterHub as the portal sees it; safe to share between threads."""

    def __init__(self, address: str, service_token: str, *, transport: httpx.BaseTransport | None = None) -> None:
        self._service_token = service_token
        self._http = httpx.Client(base_url=f"{address}/hub/api/", timeout=TIMEOUT_SECONDS, transport=transport)
        self._remembered: OrderedDict[str, tuple[float, HubUser]] = OrderedDict()
        self._lock = threading.Lock()

    def whose_token(self, token: str) -> HubUser | None:
        """The person whose own notebook server holds this token, or None; HubAway if the Hub cannot be asked."""
        if not token.isascii() or not token.isprintable():
            return None  # no header could hold it
        key = token_sha256(token)
        with self._lock:
            since, known = self._remembered.get(key, (0.0, None))
        if known is not None and time.monotonic() - since < REMEMBERED_SECONDS:
            return known
        answer = self._ask("GET", "user", token, accepted=(200, 401, 403))
        found = _own_user(answer.json()) if answer.status_code == 200 else None
        with self._lock:
            self._remembered.pop(key, None)
            if found is not None:
                self._remembered[key] = (time.monotonic(), found)
                if len(self._remembered) > REMEMBERED_TOKENS:
                    self._remembered.popitem(last=False)
        return found

    def stop_server(self, name: str) -> None:
        """Stop a person's notebook server; no complaint if none runs or the Hub does not know the person."""
        self._ask("DELETE", f"users/{quote(name, safe='')}/server", self._service_token, accepted=(202, 204, 404))

    def delete_user(self, name: str) -> None:
        """Make the Hub forget a person, with every cookie and token it gave them; their files stay."""
        self._ask("DELETE", f"users/{quote(name, safe='')}", self._service_token, accepted=(204, 404))
        with self._lock:
            for key in [key for key, (_since, user) in self._remembered.items() if user.name == name]:
                del self._remembered[key]

    def _ask(self, method: str, path: str, token: str, *, accepted: tuple[int, ...]) -> httpx.Response:
        timeout = STOP_TIMEOUT_SECONDS if method == "DELETE" else TIMEOUT_SECONDS
        try:
            answer = self._http.request(method, path, headers={"Authorization": f"token {token}"}, timeout=timeout)
        except httpx.HTTPError as reason:
            raise HubAway from reason
        if answer.status_code not in accepted:
            raise HubAway
        return answer


def _own_user(model: dict[str, Any]) -> HubUser | None:
    """The user of a token that opens the user's *own* server.

    When somebody visits another person's server, that server is handed a token of the visitor. Such a token opens
    only the visited server, and must not let its owner act as the visitor here.
    """
    name = str(model.get("name", ""))
    if model.get("kind") != "user" or not name:
        return None
    opens_own = (f"access:servers!server={name}/", f"access:servers!user={name}", "access:servers")
    if not any(scope in opens_own[1:] or scope.startswith(opens_own[0]) for scope in model.get("scopes", [])):
        return None
    return HubUser(name, frozenset(str(group) for group in model.get("groups", [])))


@lru_cache(maxsize=4)
def _hub(address: str, service_token: str) -> Hub:
    return Hub(address, service_token)


def hub(settings: Settings) -> Hub:
    """The one Hub client of this process."""
    return _hub(settings.hub_internal_url, settings.hub_service_token.get_secret_value())


def whose_token(settings: Settings, token: str) -> HubUser | None:
    """Who a Hub token speaks for, asked of the Hub at most every few seconds; None if it is not (or no longer) good."""
    return hub(settings).whose_token(token)
