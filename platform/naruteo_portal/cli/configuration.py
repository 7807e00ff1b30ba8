"""The settings, or a clear word about what is wrong with them."""

import click
from pydantic import ValidationError

from naruteo_portal.settings import Settings


def read_settings() -> Settings:
    """Read the environment; each wrong variable is named with its fault."""
    try:
        return Settings()
    except ValidationError as error:
        faults = [
            ": ".join([*(f"NARUTEO_{part}".upper() for part in fault["loc"]), fault["msg"]]) for fault in error.errors()
        ]
        raise click.ClickException("\n".join(["The settings are not right.", *faults])) from None
