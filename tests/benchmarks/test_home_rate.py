"""How many requests a second the learner's home answers, beside a bare Flask page in the same run."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import pytest
import structlog
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy.orm import Session
from werkzeug.test import create_environ, run_wsgi_app

from naruteo_portal.edge.logs import set_up_logs
from naruteo_portal.edge.transaction import Portal
from naruteo_testing import bare_page
from naruteo_testing.factories import client_of
from naruteo_testing.growth import found_town
from naruteo_testing.measuring import Report
from naruteo_testing.people import sign_in
from naruteo_testing.platform import Platform, free_port

ROUNDS = 3
ROUND_SECONDS = 3
CALLERS = 8
CPU_TIMES = 200
# As `naruteo up` serves the portal.
GUNICORN = ["-m", "gunicorn", "--workers", "2", "--worker-class", "gthread", "--threads", "8"]


def per_second(ask: Callable[[], object]) -> float:
    """How often in a second this can be done, one after another."""
    began, count = time.perf_counter(), 0
    while (passed := time.perf_counter() - began) < ROUND_SECONDS:
        ask()
        count += 1
    return count / passed


def side_by_side(page: Callable[[], float], bare: Callable[[], float]) -> tuple[float, float]:
    """The medians of rounds that take turns, so that whatever else the machine does weighs on both."""
    rounds = [(page(), bare()) for _ in range(ROUNDS)]
    return median(each for each, _ in rounds), median(each for _, each in rounds)


def asker(app: Flask, cookie: str = "") -> Callable[[], None]:
    """A function that asks an application for its first page, without any server between."""

    def ask() -> None:
        body, status, _headers = run_wsgi_app(app, create_environ("/", headers={"Cookie": cookie}), buffered=True)
        assert status == "200 OK"
        assert b"".join(body)

    return ask


@pytest.fixture
def logs_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Log each request as the portal does, in JSON, but not among the benchmarks' own words."""
    root = logging.getLogger()
    before, level = root.handlers, root.level
    with (tmp_path / "portal.log").open("w") as file, monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", file)
        set_up_logs("json")
        yield
        root.handlers = before
        root.setLevel(level)
        structlog.reset_defaults()


def cpu_milliseconds(ask: Callable[[], object]) -> float:
    """Computing time of this process for doing it once; what else the machine does has little part in it."""
    began = time.process_time()
    for _ in range(CPU_TIMES):
        ask()
    return (time.process_time() - began) * 1000 / CPU_TIMES


@pytest.mark.usefixtures("logs_in_a_file")
def test_in_one_process(app: Portal, session: Session, report: Report) -> None:
    client = client_of(app, found_town(session).learner, session)
    cookie = client.get_cookie("naruteo")
    assert cookie is not None
    home = asker(app, f"naruteo={cookie.value}")
    bare = asker(bare_page.app)
    rate, reference = side_by_side(lambda: per_second(home), lambda: per_second(bare))
    report("Learner's home, WSGI in one thread", rate, "requests/s", "bare Flask page", reference)
    cost, reference = side_by_side(lambda: cpu_milliseconds(home), lambda: cpu_milliseconds(bare))
    report("Learner's home, computing time", cost, "ms/request", "bare Flask page", reference)


@contextmanager
def served_bare(folder: Path) -> Iterator[str]:
    """The bare page behind the same server as the portal."""
    port = free_port()
    command = [sys.executable, *GUNICORN, "--bind", f"127.0.0.1:{port}", "naruteo_testing.bare_page:app"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    with (folder / "bare.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                get_forever(address, "", time.perf_counter())
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def get_forever(address: str, cookie: str, until: float) -> int:
    """Ask for the first page again and again over one connection; returns how often. At least once."""
    url, count = urlsplit(address), 0
    connection = HTTPConnection(url.hostname or "", url.port, timeout=30)
    while True:
        connection.request("GET", "/", headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
        count += 1
        if time.perf_counter() >= until:
            connection.close()
            return count


def rate_of(address: str, cookie: str = "") -> float:
    """Requests a second for several callers, each of whom asks again as soon as answered."""
    counts: list[int] = []
    began = time.perf_counter()

    def call() -> None:
        counts.append(get_forever(address, cookie, began + ROUND_SECONDS))

    callers = [threading.Thread(target=call) for _ in range(CALLERS)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert len(counts) == CALLERS
    return sum(counts) / (time.perf_counter() - began)


def test_behind_gunicorn(platform: Platform, browser: Browser, report: Report, tmp_path: Path) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        sign_in(page, platform.portal, "haneul@example.kr")
        cookies = "; ".join(f"{each['name']}={each['value']}" for each in context.cookies(platform.portal))
    with served_bare(tmp_path) as bare:
        rate, reference = side_by_side(lambda: rate_of(platform.portal, cookies), lambda: rate_of(bare))
    report(f"Learner's home, gunicorn, {CALLERS} callers", rate, "requests/s", "bare Flask page", reference)
