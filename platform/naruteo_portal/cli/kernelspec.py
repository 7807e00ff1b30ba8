"""The command `naruteo kernelspec`: let any nbgrader or nbclient user run notebooks in the sandbox."""

from pathlib import Path

import click

from naruteo_hub.provisioning.kernelspec import PROVISIONER, install_kernel_spec
from naruteo_hub.provisioning.limits import MEBIBYTE
from naruteo_hub.sandbox import SandboxMissing, require_sandbox


@click.group()
def kernelspec() -> None:
    """Install the sandboxed Python kernel for Jupyter programs."""


@kernelspec.command()
@click.option("--user", is_flag=True, help="Install for yourself alone; otherwise beside this Python.")
@click.option(
    "--prefix", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Install below DIR instead."
)
@click.option("--name", default=PROVISIONER, show_default=True, help="The name that notebooks and settings use.")
@click.option("--memory", type=click.IntRange(1), metavar="MIB", help="Memory of each process.")
@click.option("--total-memory", type=click.IntRange(1), metavar="MIB", help="Memory of all processes together.")
@click.option("--processes", type=click.IntRange(1), help="Processes and threads.")
@click.option("--cpu-seconds", type=click.IntRange(1), help="Computing time.")
@click.option("--wall-seconds", type=click.IntRange(1), help="Time from the kernel's start to its end.")
@click.option("--file-size", type=click.IntRange(1), metavar="MIB", help="The largest file that may be written.")
@click.option("--disk", type=click.IntRange(1), metavar="MIB", help="All files that may be written.")
@click.option("--files", "files_size", type=click.IntRange(1), metavar="MIB", help="All files beside the notebook.")
@click.option("--output", type=click.IntRange(1), metavar="MIB", help="All outputs of a notebook.")
@click.pass_context
def install(context: click.Context, /, user: bool, prefix: Path | None, name: str, **limits: int | None) -> None:
    """Install a kernelspec whose kernels run in a sandbox, with limits that can be given here."""
    if user and prefix is not None:
        raise click.UsageError("--user and --prefix are two places; choose one.")
    try:
        placed = install_kernel_spec(name, _in_bytes(limits), user=user, prefix=prefix)
    except (OSError, ValueError) as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo(f"Installed the kernelspec {name} in {placed}")
    try:
        require_sandbox()
    except SandboxMissing as missing:
        click.echo(f"Its kernels will not start yet: {missing}", err=True)
        context.exit(1)


def _in_bytes(options: dict[str, int | None]) -> dict[str, int]:
    """Name the limits as the kernelspec does; those that were not given keep their usual values."""
    as_they_are = ("processes", "cpu_seconds", "wall_seconds")
    in_mebibytes = {
        "memory": "memory_bytes",
        "total_memory": "total_memory_bytes",
        "file_size": "file_bytes",
        "disk": "tmp_bytes",
        "files_size": "files_bytes",
        "output": "output_bytes",
    }
    limits = {name: value for name in as_they_are if (value := options[name]) is not None}
    return limits | {
        name: value * MEBIBYTE for option, name in in_mebibytes.items() if (value := options[option]) is not None
    }
