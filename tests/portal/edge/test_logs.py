"""What the logs say, and what they never say."""

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from io import StringIO

import pytest
import structlog
from flask import Blueprint, Flask
from flask.testing import FlaskClient

from naruteo_portal.app import create_app
from naruteo_portal.edge.guards import ANYONE, permit
from naruteo_portal.edge.logs import mask_text, set_up_logs
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.settings import Settings

# Assembled here, so that no such number stands in the repository.
RESIDENT_NUMBER = "-".join(("900101", "1234567"))
TOKEN = "q4Zt0mC1vYb7dXo9LkPr3sWn6uHj2eFa8gTiQyRxKzM"


class Lines:
    """The log as programs read it."""

    def __init__(self) -> None:
        self.stream = StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    def read(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.text.splitlines()]


@contextmanager
def logging_to(stream: StringIO, form: str) -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers, root.level
    with redirect_stderr(stream):
        set_up_logs(form)
    yield
    root.handlers, root.level = before
    structlog.reset_defaults()


@pytest.fixture
def lines() -> Iterator[Lines]:
    lines = Lines()
    with logging_to(lines.stream, "json"):
        yield lines


@pytest.mark.parametrize(
    ("secret", "said"),
    [
        ("haneul.kim+naruteo@example.co.kr", "<email>"),
        (RESIDENT_NUMBER, "<resident number>"),
        (RESIDENT_NUMBER.replace("-", ""), "<resident number>"),
        ("010-1234-5678", "<phone>"),
        ("01012345678", "<phone>"),
        ("+82 10-1234-5678", "<phone>"),
        ("+821012345678", "<phone>"),
        (TOKEN, "<hidden>"),
        (f"naruteo_pat_0a1b2c_{TOKEN.lower()}", "<hidden>"),
        ("Authorization: Bearer abcdefgh1", "Authorization: <hidden>"),
        ("{'Authorization': 'token abcdefgh1'}", "{'Authorization': '<hidden>'}"),
        ("token 0a1b2c3d4e5f", "token <hidden>"),
        ("Basic anVweXRlcmh1YjpzZWNyZXQ1", "Basic <hidden>"),
        ("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.", "<hidden>"),
        ("GET /people?q=%EA%B9%80&page=2 HTTP/1.1", "GET /people?<query> HTTP/1.1"),
        (
            "http://localhost:8001/hub/oauth_callback?code=abc&state=x",
            "http://localhost:8001/hub/oauth_callback?<query>",
        ),
        ("Starting job core.deliver_mail[7](to='a', body='김하늘 님\n(링크)')", "Starting job core.deliver_mail[7](…)"),
        ("DETAIL:  Failing row contains (1, 김하늘).", "DETAIL: <hidden>"),
    ],
)
def test_masks(secret: str, said: str) -> None:
    assert (
        mask_text(f"before {secret} after".replace("before DETAIL", "before\nDETAIL")).split()
        == (f"before {said} after" if "DETAIL" not in secret else f"before {said}").split()
    )


@pytest.mark.parametrize(
    "harmless",
    [
        "2026-11-23T07:46:44Z", "took 1234.5 ms", "/cohorts/12/submissions/SB-2026-000417", "n7k3qx",
        "4f9f1d5a3b0c4e6f8a7b6c5d4e3f2a1b", "Is it ready?", "123-45-67890", "a_rather_long_name_of_a_test_function",
        "the token of this browser", "20261123-074644-123456",
    ],
)  # fmt: skip
def test_what_is_not_secret_stays(harmless: str) -> None:
    assert mask_text(harmless) == harmless


def test_fields_are_masked_by_name_and_however_deep(lines: Lines) -> None:
    log = structlog.get_logger("test")
    log.info("tried", password="고요한 나루터", headers={"Cookie": "a=1", "Accept": "x"}, to=["a@example.kr"], n=3)
    (line,) = lines.read()
    assert line["password"] == "<hidden>"
    assert line["headers"] == {"Cookie": "<hidden>", "Accept": "x"}
    assert line["to"] == ["<email>"]
    assert line["n"] == 3


def test_libraries_and_exceptions_are_masked(lines: Lines) -> None:
    try:
        raise ValueError("no mail to a@example.kr")
    except ValueError:
        logging.getLogger("some.library").exception("Job core.deliver_mail[1](to='b@example.kr', body='x') failed")
    (line,) = lines.read()
    assert line["event"] == "Job core.deliver_mail[1](…)  failed".replace("  ", " ")
    assert "ValueError: no mail to <email>" in str(line["exception"])
    assert "example.kr" not in lines.text


@pytest.fixture
def noisy(settings: Settings, engine: object, session: object) -> FlaskClient:
    """The portal with one page that breaks and one whose address holds a secret."""
    blueprint = Blueprint("noisy", __name__)

    @blueprint.get("/broken")
    @permit(ANYONE)
    def broken() -> str:
        raise RuntimeError(f"broken for a@example.kr with {TOKEN}")

    @blueprint.get("/mail-links/<token>")
    @permit(ANYONE)
    def mail_link(token: str) -> str:
        return "fine" if token else "empty"

    app: Portal = create_app(settings)
    # Guards and errors are set up by now; these pages declare their permission themselves.
    Flask.register_blueprint(app, blueprint)
    return app.test_client()


def test_a_request_is_one_line_without_its_query(noisy: FlaskClient, lines: Lines) -> None:
    noisy.get("/sign-in?next=/people%3Fq%3Dhaneul", headers={"Authorization": f"Bearer {TOKEN}"})
    noisy.get(f"/mail-links/{TOKEN}")
    first, second = (line for line in lines.read() if line["event"] == "request")
    assert (first["path"], first["status"], first["account"]) == ("/sign-in", 200, None)
    assert second["path"] == "/mail-links/<token>"
    for secret in ("haneul", TOKEN):
        assert secret not in lines.text


def test_the_address_of_a_calendar_feed_is_not_logged(client: FlaskClient, lines: Lines) -> None:
    # Random letters may happen to look like words, so it is the route that hides them.
    token = "abcdefgh" * 5 + "xyz"
    assert client.get(f"/calendar/{token}.ics").status_code == 404
    (line,) = (line for line in lines.read() if line["event"] == "request")
    assert line["path"] == "/calendar/<token>.ics"
    assert token not in lines.text


def test_a_fault_is_logged_with_its_trace_and_told_without(noisy: FlaskClient, lines: Lines) -> None:
    answer = noisy.get("/broken?q=haneul")
    assert answer.status_code == 500
    assert "RuntimeError" not in answer.text
    assert answer.headers["X-Request-ID"] in answer.text
    fault = next(line for line in lines.read() if line["event"] == "fault")
    assert "RuntimeError: broken for <email> with <hidden>" in str(fault["exception"])
    for secret in ("a@example.kr", TOKEN, "haneul"):
        assert secret not in lines.text


def test_a_well_formed_request_id_is_kept(client: FlaskClient) -> None:
    given = "0123abcd-4567-89ef"
    assert client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["short", "x" * 65, "with space", "line\tbreak", "<script>alert(1)</script>", ""])
def test_a_malformed_request_id_is_replaced(client: FlaskClient, given: str) -> None:
    answered = client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}", answered)


def test_readable_lines_are_masked_too() -> None:
    stream = StringIO()
    with logging_to(stream, "text"):
        structlog.get_logger("test").warning("mail to a@example.kr", cookie="x")
    assert "mail to <email>" in stream.getvalue()
    assert "<hidden>" in stream.getvalue()
