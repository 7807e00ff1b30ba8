"""`naruteo account`: accounts that have to exist before anybody can sign in."""

import sys

import click

from naruteo_portal.cli.configuration import read_settings
from naruteo_portal.core.connection import opened_engine
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.errors import Refusal
from naruteo_portal.core.i18n import as_locale
from naruteo_portal.core.schema import migrate
from naruteo_portal.identity.appointment import appoint_administrator, get_agency
from naruteo_portal.identity.mail_addresses import as_mail_address
from naruteo_portal.identity.names import Names


@click.group()
def account() -> None:
    """Accounts."""


def _password(from_stdin: bool) -> str:
    # Never an option: command lines stand in the shell's history and in the list of processes.
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password (at least 10 characters)", hide_input=True, confirmation_prompt=True))


@account.command("create-administrator")
@click.option("--email", prompt="Mail address", help="Signs the administrator in, and receives mail.")
@click.option("--name", prompt="Name", help="As the person writes it, in any script.")
@click.option("--name-roman", default="", help="The name in Latin letters.")
@click.option("--agency", metavar="SLUG", help="The agency to administer.  [the first one, or a new one]")
@click.option("--agency-name", default="나루터 운영기관", show_default=True, help="What a new agency is called.")
@click.option(
    "--language", type=click.Choice(["ko", "en"]), default="ko", show_default=True, help="Of pages and mails."
)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking.")
def create_administrator(
    email: str, name: str, name_roman: str, agency: str | None, agency_name: str, language: str, password_stdin: bool
) -> None:
    """Make somebody an administrator of the whole platform."""
    address = as_mail_address(email)
    if address is None:
        raise click.ClickException(f"{email} is not a mail address.")
    password = _password(password_stdin)
    locale = as_locale(language) or "ko"
    try:
        with opened_engine(read_settings()) as engine:
            migrate(engine)
            with unit_of_work(engine) as session:
                made = appoint_administrator(
                    session,
                    email=address,
                    names=Names(native=name, roman=name_roman),
                    password=password,
                    locale=locale,
                    agency=get_agency(session, agency, agency_name),
                )
                handle = made.handle
    except Refusal as refusal:
        raise click.ClickException(refusal.message.said_in(locale)) from None
    click.echo(f"{address} ({handle}) administers the platform.")
