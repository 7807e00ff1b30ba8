"""The command line as a whole: every command is there, and none makes another wait."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from naruteo_portal.cli import COMMANDS, main
from naruteo_portal.settings import Settings

HEAVY = ("nbgrader", "nbconvert", "sqlalchemy", "flask", "pandas", "sklearn")


def loaded_by(code: str) -> set[str]:
    """What a fresh interpreter has imported once it has run this."""
    watch = f"import sys\n{code}\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", watch], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_help_names_every_command() -> None:
    said = CliRunner().invoke(main, ["--help"])
    assert said.exit_code == 0
    for name, (_module, line) in COMMANDS.items():
        assert f"  {name} " in said.output
        assert line in " ".join(said.output.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_exists_and_explains_itself(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.name == name
    said = CliRunner().invoke(main, [name, "--help"])
    assert said.exit_code == 0
    assert (command.help or "").split("\n")[0].split(":")[0] in " ".join(said.output.split())


@pytest.mark.parametrize(
    "path", [("account", "create-administrator"), ("course", "publish"), ("course", "check"), ("course", "new")]
)
def test_commands_of_groups(path: tuple[str, str]) -> None:
    assert CliRunner().invoke(main, [*path, "--help"]).exit_code == 0


def test_a_command_that_does_not_exist() -> None:
    said = CliRunner().invoke(main, ["ferry"])
    assert said.exit_code == 2
    assert "No such command 'ferry'" in said.output


def test_help_imports_nothing_heavy() -> None:
    loaded = loaded_by("from click.testing import CliRunner\nfrom naruteo_portal.cli import main\n"
                       "assert CliRunner().invoke(main, ['--help']).exit_code == 0")  # fmt: skip
    assert loaded & set(HEAVY) == set()


@pytest.mark.parametrize("name", ["migrate", "account"])
def test_the_database_does_not_wait_for_the_grader(name: str) -> None:
    loaded = loaded_by("from click.testing import CliRunner\nfrom naruteo_portal.cli import main\n"
                       f"assert CliRunner().invoke(main, ['{name}', '--help']).exit_code == 0")  # fmt: skip
    assert loaded & {"nbgrader", "nbconvert", "flask"} == set()


def test_migrate(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setenv("NARUTEO_DATABASE_URL", settings.database_url)
    said = CliRunner().invoke(main, ["migrate"])
    assert said.exit_code == 0, said.output
    assert said.output == "The database is up to date.\n"
