"""Folders that the commands `naruteo analytics …` read a programme from, and write to."""

from pathlib import Path

import click

from naruteo_analytics import oulad, shape


def sound_programme(folder: Path, events: Path | None) -> shape.Programme:
    """The programme of a folder in the shape, or with OULAD's tables, whose events then go to `events` if it is given.

    Raises
    ------
    click.UsageError
        The folder is in neither shape, with all that is wrong.
    """
    try:
        if (folder / f"{oulad.TABLES[0]}.parquet").is_file():
            found = shape.sound(oulad.read(folder, events))
        else:
            found = shape.sound(shape.read(folder))
    except (shape.NotInShape, oulad.NotOulad) as fault:
        raise click.UsageError(str(fault)) from None
    if found.enrolments.empty:
        raise click.UsageError(f"{folder.name} holds no enrolments, so there is nothing to say.")
    return found


def made_folder(folder: Path) -> Path:
    """The folder, made where it is missing.

    Raises
    ------
    click.UsageError
        It cannot be made, or not be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".naruteo-probe"
        probe.touch()
        probe.unlink()
    except OSError as fault:
        raise not_written(fault, folder) from None
    return folder


def not_written(fault: OSError, path: Path | None = None) -> click.UsageError:
    """What to say of a file or folder that cannot be written."""
    return click.UsageError(f"{path or fault.filename} cannot be written: {fault.strerror}. Name another folder.")
