"""The command line: `naruteo`."""

import gc
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

import click

# Each command loads when it runs, not before: nbgrader alone takes seconds to import, and asking for help should not
# wait for it. Command, the module that holds it, and the line that `naruteo --help` shows for it.
COMMANDS = {
    "up": ("up", "Start the whole platform; Ctrl-C stops it, and everything is kept."),
    "course": ("course", "Make, check and publish courses."),
    "grade": ("grade", "Grade a notebook against any nbgrader course folder."),
    "rules": ("rules", "Judge cases by dated rules, say why, and check the rules."),
    "match": ("match", "Place candidates at openings."),
    "analytics": ("analytics", "Say of cohorts who started, stayed, passed and found work."),
    "cohorts": ("cohorts", "Load programmes under review from the tables of other systems."),
    "claims": ("claims", "Judge decided claims again, or write all documents of a claim."),
    "kernelspec": ("kernelspec", "Install the sandboxed kernel for nbgrader and other Jupyter programs."),
    "account": ("accounts", "Make accounts that must exist before anybody can sign in."),
    "migrate": ("database", "Apply the migrations that the database lacks."),
    "worker": ("worker", "Run background jobs until stopped."),
}


class LateCommands(click.Group):
    """A group that imports a command only when it is used.

    Its table says for each command in which module of this package it is, and the line that the help shows for it.
    """

    def __init__(self, *args: Any, table: dict[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which a newcomer needs them."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of that name."""
        if cmd_name not in self.table:
            return None
        command: click.Command = getattr(_loaded(f"naruteo_portal.cli.{self.table[cmd_name][0]}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_module, line) in self.table.items()])


def _loaded(name: str) -> ModuleType:
    """A module; while a new one loads, no garbage is looked for: what is loaded stays, and the looking takes long."""
    if name in sys.modules:
        return sys.modules[name]
    gc.disable()
    try:
        return import_module(name)
    finally:
        gc.freeze()
        gc.enable()


@click.group(cls=LateCommands, table=COMMANDS)
@click.version_option(package_name="naruteo")
def main() -> None:
    """Naruteo carries people across a change of work."""
