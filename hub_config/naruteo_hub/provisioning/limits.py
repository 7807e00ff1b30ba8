"""How much one sandboxed kernel may use; a kernelspec may change each of these numbers by its name."""

from dataclasses import dataclass, fields

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class KernelLimits:
    """Limits of one kernel from its start to its end; a restart begins anew."""

    # Of each process, and of all together.
    memory_bytes: int = 1024 * MEBIBYTE
    total_memory_bytes: int = 2048 * MEBIBYTE
    processes: int = 64
    # Computing time of all processes together, and time on the clock.
    cpu_seconds: int = 600
    wall_seconds: int = 1800
    # The largest file that may be written, and what /tmp and the working folder may hold beside the given files.
    file_bytes: int = 64 * MEBIBYTE
    tmp_bytes: int = 256 * MEBIBYTE
    # What may lie beside the notebook: it is copied for each kernel.
    files_bytes: int = 256 * MEBIBYTE
    files: int = 5000
    # Everything that the kernel may send: outputs, plots, errors.
    output_bytes: int = 64 * MEBIBYTE

    def __post_init__(self) -> None:
        for name in limit_names():
            value = getattr(self, name)
            if type(value) is not int or value <= 0:
                raise ValueError(
                    f"The limit {name} of a sandboxed kernel must be a whole number above 0, not {value!r}."
                )


def limit_names() -> tuple[str, ...]:
    """Return the names of all limits, as they stand in a kernelspec."""
    return tuple(limit.name for limit in fields(KernelLimits))
