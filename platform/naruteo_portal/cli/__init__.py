"""The command line: `naruteo`."""

import click

from naruteo_portal.cli import accounts, course, database, up, worker


@click.group()
@click.version_option(package_name="naruteo")
def main() -> None:
    """Naruteo carries people across a change of work."""


main.add_command(accounts.account)
main.add_command(course.course)
main.add_command(database.migrate)
main.add_command(up.up)
main.add_command(worker.worker)
