"""The client of JupyterHub's REST API."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from naruteo_portal.core import hub as hub_module
from naruteo_portal.core.hub import Hub, HubAway, HubUser

SERVER_SCOPES = ["access:servers!server=n7k3qx/", "users:activity!user=n7k3qx"]


def a_hub(answer: Callable[[httpx.Request], httpx.Response]) -> Hub:
    return Hub("http://hub.test", "service token", transport=httpx.MockTransport(answer))


def a_model(**changes: Any) -> dict[str, Any]:
    return {"kind": "user", "name": "n7k3qx", "groups": ["course:x:learner"], "scopes": SERVER_SCOPES, **changes}


def test_a_servers_own_token_names_its_person_and_is_asked_once() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json=a_model())

    client = a_hub(answer)
    assert client.whose_token("abc") == HubUser("n7k3qx", frozenset({"course:x:learner"}))
    assert client.whose_token("abc") == client.whose_token("abc")
    assert len(asked) == 1
    assert asked[0].url == "http://hub.test/hub/api/user"
    assert asked[0].headers["Authorization"] == "token abc"


def test_an_answer_is_not_remembered_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([httpx.Response(200, json=a_model()), httpx.Response(403)])
    client = a_hub(lambda _request: next(answers))
    assert client.whose_token("abc")
    monkeypatch.setattr(hub_module, "REMEMBERED_SECONDS", 0)
    assert client.whose_token("abc") is None


def test_only_so_many_answers_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "REMEMBERED_TOKENS", 3)
    client = a_hub(lambda _request: httpx.Response(200, json=a_model()))
    for number in range(10):
        client.whose_token(str(number))
    assert len(client._remembered) == 3


@pytest.mark.parametrize(
    "model",
    [
        a_model(kind="service"),
        a_model(name=""),
        a_model(scopes=[]),
        a_model(scopes=["access:servers!server=other/", "read:users:name!user=n7k3qx"]),
        a_model(scopes=["access:servers!server=n7k3qx2/"]),
    ],
    ids=["a service", "no name", "no scope", "a visit to another's server", "a longer name"],
)
def test_other_tokens_name_nobody(model: dict[str, Any]) -> None:
    assert a_hub(lambda _request: httpx.Response(200, json=model)).whose_token("abc") is None


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_the_hub_does_not_know_names_nobody(status: int) -> None:
    assert a_hub(lambda _request: httpx.Response(status)).whose_token("abc") is None


def test_a_hub_that_is_away_is_told_from_a_bad_token() -> None:
    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    for answer in (away, lambda _request: httpx.Response(503)):
        with pytest.raises(HubAway):
            a_hub(answer).whose_token("abc")


@pytest.mark.parametrize("token", ["토큰", "a\r\nHost: elsewhere"])
def test_a_token_that_no_header_can_hold_names_nobody(token: str) -> None:
    def never(_request: httpx.Request) -> httpx.Response:
        raise AssertionError("asked the Hub")

    assert a_hub(never).whose_token(token) is None


def test_deleting_a_user_forgets_their_tokens() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json=a_model())
        assert request.headers["Authorization"] == "token service token"
        assert request.url.path == "/hub/api/users/n7k3qx"
        return httpx.Response(204)

    client = a_hub(answer)
    client.whose_token("abc")
    client.delete_user("n7k3qx")
    assert not client._remembered


def test_ending_what_the_hub_does_not_know_is_fine_and_a_stubborn_server_is_not() -> None:
    unknown = a_hub(lambda _request: httpx.Response(404))
    unknown.stop_server("nobody")
    unknown.delete_user("nobody")
    with pytest.raises(HubAway):
        a_hub(lambda _request: httpx.Response(400)).delete_user("n7k3qx")
