"""JupyterLab speaks the portal's language until the person chooses another."""

import json
from pathlib import Path

import pytest

from naruteo_hub.landing.language import TRANSLATION, choose_language


@pytest.mark.parametrize(("language", "locale"), [("ko", "ko_KR"), ("en", "default")])
def test_the_portals_language_is_taken_over(tmp_path: Path, language: str, locale: str) -> None:
    choose_language(language, tmp_path)
    assert json.loads((tmp_path / TRANSLATION).read_text()) == {"locale": locale}


def test_a_choice_made_in_jupyterlab_stays(tmp_path: Path) -> None:
    choose_language("en", tmp_path)
    choose_language("ko", tmp_path)
    assert json.loads((tmp_path / TRANSLATION).read_text()) == {"locale": "default"}


def test_an_unknown_language_changes_nothing(tmp_path: Path) -> None:
    choose_language("../../fr", tmp_path)
    assert not list(tmp_path.iterdir())
