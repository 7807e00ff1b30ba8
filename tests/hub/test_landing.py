"""An assignment opens in one step, and what a learner has is never replaced."""

import io
import json
import zipfile
from pathlib import Path

import httpx
import pytest

from naruteo_hub.landing import fetching
from naruteo_hub.landing.fetching import CannotOpen, ask_exchange, open_assignment, open_source
from naruteo_hub.landing.refusal import refusal_page

NOTEBOOK = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder whose nbgrader knows a folder as its exchange, with one assignment released there."""
    exchange = tmp_path / "exchange"
    released = exchange / "shop-floor" / "outbound" / "01-first"
    released.mkdir(parents=True)
    (exchange / "shop-floor").chmod(0o777)
    for name in ("b-second.ipynb", "a-first.ipynb"):
        (released / name).write_text(NOTEBOOK)
    (released / "lots.csv").write_text("lot\n1\n")
    home = tmp_path / "home"
    home.mkdir()
    exchange.chmod(0o777)
    (home / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.Exchange.root = {str(exchange)!r}\nc.Exchange.path_includes_course = True\n"
    )
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(home / ".jupyter"))
    monkeypatch.setenv("JUPYTERHUB_USER", "n7k3qx")
    return home


def test_an_assignment_is_fetched_and_its_first_notebook_is_named(home: Path) -> None:
    before = Path.cwd()
    assert open_assignment(home, "shop-floor", "01-first") == "shop-floor/01-first/a-first.ipynb"
    assert (home / "shop-floor" / "01-first" / "lots.csv").read_text() == "lot\n1\n"
    assert Path.cwd() == before


def test_what_the_learner_wrote_stays(home: Path) -> None:
    open_assignment(home, "shop-floor", "01-first")
    mine = home / "shop-floor" / "01-first" / "a-first.ipynb"
    mine.write_text("my work")
    (home / "shop-floor" / "01-first" / "lots.csv").unlink()
    assert open_assignment(home, "shop-floor", "01-first") == "shop-floor/01-first/a-first.ipynb"
    assert mine.read_text() == "my work"


def test_an_assignment_that_is_not_released_is_refused_with_the_exchanges_own_words(home: Path) -> None:
    with pytest.raises(CannotOpen, match="Assignment not found"):
        open_assignment(home, "shop-floor", "02-later")
    assert not (home / "shop-floor" / "02-later").exists()


@pytest.mark.parametrize("name", ["", "..", "../other", "a/b", ".hidden", "a" * 200, "<script>"])
def test_names_that_lead_elsewhere_are_refused(home: Path, name: str) -> None:
    with pytest.raises(CannotOpen, match="is not the name"):
        open_assignment(home, name, "01-first")
    with pytest.raises(CannotOpen, match="is not the name"):
        open_assignment(home, "shop-floor", name)


def archive(**files: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return content.getvalue()


def test_an_instructor_gets_the_source_as_a_course_of_nbgrader(home: Path) -> None:
    asked: list[str] = []

    def ask(path: str) -> bytes:
        asked.append(path)
        return archive(**{"01-first/a.ipynb": NOTEBOOK, "01-first/images/b.txt": "b"})

    assert open_source(home, "shop-floor", ask) == "shop-floor-teaching"
    assert asked == ["courses/shop-floor/source"]
    folder = home / "shop-floor-teaching"
    assert (folder / "source" / "01-first" / "images" / "b.txt").read_text() == "b"
    assert "course_id = 'shop-floor'" in (folder / "nbgrader_config.py").read_text()
    (folder / "source" / "01-first" / "a.ipynb").write_text("changed")
    open_source(home, "shop-floor", ask)
    assert (folder / "source" / "01-first" / "a.ipynb").read_text() == "changed"


def test_an_archive_cannot_write_elsewhere(home: Path) -> None:
    with pytest.raises(CannotOpen, match="unsafe name"):
        open_source(home, "shop-floor", lambda _path: archive(**{"../../escaped": "x"}))
    assert not (home.parent / "escaped").exists()


def test_the_portals_own_words_reach_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "t")
    monkeypatch.setenv("NARUTEO_EXCHANGE_URL", "http://portal/api/exchange/v1")

    def answer(url: str, **_: object) -> httpx.Response:
        assert url == "http://portal/api/exchange/v1/courses/a/source"
        return httpx.Response(403, json={"title": "Refused", "detail": "You do not teach this course."})

    monkeypatch.setattr(fetching.httpx, "get", answer)
    with pytest.raises(CannotOpen, match="You do not teach this course"):
        ask_exchange("courses/a/source")


def test_the_refusal_page_cannot_be_written_on_by_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NARUTEO_PORTAL_URL", "http://portal")
    page = refusal_page("<script>alert(1)</script>", again='/x?"><b>')
    assert "<script>" not in page
    assert "<b>" not in page
    assert 'href="http://portal"' in page
