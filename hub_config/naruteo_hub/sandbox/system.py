"""What of this machine a sandbox shows, read-only: the system's programs, this Python and our own Hub package."""

import sys
from pathlib import Path

import naruteo_hub

# Just enough of /etc for the dynamic linker, certificates, fonts and the clock; nothing that names people or machines.
SYSTEM_SETTINGS = (
    "alternatives",
    "fonts",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "localtime",
    "mime.types",
    "ssl/certs",
    "ssl/openssl.cnf",
)


def system_mounts() -> list[str]:
    """Return the bwrap arguments that show the operating system's programs and libraries."""
    arguments = ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
        path = Path("/") / name
        if path.is_symlink():
            arguments += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            arguments += ["--ro-bind", str(path), str(path)]
    for name in SYSTEM_SETTINGS:
        path = Path("/etc") / name
        if path.exists():
            arguments += ["--ro-bind", str(path), str(path)]
    return arguments


def python_folders() -> list[Path]:
    """List the folders that this Python and our Hub package are loaded from, outermost first.

    In a virtual environment that is the environment and the Python it was made from, which often lies in a
    home folder that the sandboxed user could not enter otherwise. Of an editable install only ``naruteo_hub`` is
    shown: the course sources with their solutions lie beside it.
    """
    interpreter = Path(sys.executable)
    wanted = {
        Path(sys.prefix),
        Path(sys.exec_prefix),
        Path(sys.base_prefix),
        Path(sys.base_prefix).resolve(),
        interpreter.resolve().parent.parent,
        Path(naruteo_hub.__file__).resolve().parent,
    }
    folders: list[Path] = []
    for folder in sorted(wanted, key=lambda path: (len(path.parts), path)):
        shown = [Path("/usr"), *folders]
        if not any(folder == outer or folder.is_relative_to(outer) for outer in shown):
            folders.append(folder)
    return folders
