"""What `naruteo up` refuses before anything starts."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from naruteo_portal.cli import main
from naruteo_portal.cli.up import Secrets, parts_of
from naruteo_portal.settings import Settings


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NARUTEO_DATA", str(tmp_path / "data"))


def said(*options: str) -> str:
    """What `naruteo up` says when it refuses."""
    result = CliRunner().invoke(main, ["up", *options])
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    return result.output


def test_listening_to_everybody_needs_public_addresses() -> None:
    assert "NARUTEO_PORTAL_URL and NARUTEO_HUB_URL" in said("--host", "0.0.0.0")


def test_one_host_name_for_both_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NARUTEO_PORTAL_URL", "http://127.0.0.1:8000")
    monkeypatch.setenv("NARUTEO_HUB_URL", "http://127.0.0.1:8001")
    assert "different host names" in said()


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NARUTEO_SESSION_HOURS", "soon")
    assert "NARUTEO_SESSION_HOURS" in said()


def test_a_database_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NARUTEO_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    assert "cannot be used" in said("--port", "0", "--hub-port", "0")


def test_secrets_are_made_once_and_kept_private(tmp_path: Path) -> None:
    first = Secrets(tmp_path / "secrets").get("proxy_token")
    assert len(first) == 64
    assert Secrets(tmp_path / "secrets").get("proxy_token") == first
    assert [(each.name, each.stat().st_mode & 0o777) for each in (tmp_path / "secrets").iterdir()] == [
        ("proxy_token", 0o600)
    ]


def test_the_hub_is_not_told_how_to_open_the_store_or_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "the store's key")
    settings = Settings(data=tmp_path, blobs_url="s3://kept", database_url="postgresql://there/naruteo")
    environments = {part.name: part.environment for part in parts_of(settings, "127.0.0.1", 8000, 8001)}
    private = {"AWS_SECRET_ACCESS_KEY", "NARUTEO_BLOBS_URL", "NARUTEO_DATABASE_URL", "NARUTEO_SECRET_KEY"}
    assert private & environments["JupyterHub"].keys() == set()
    assert private <= environments["The grader"].keys()
