"""The kernelspec by which Jupyter programs find the sandboxed kernel, and how it is put where they look."""

import json
import sys
import tempfile
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

from naruteo_hub.provisioning.limits import KernelLimits

PROVISIONER = "naruteo-sandbox"


def kernel_spec(limits: dict[str, int], environment: dict[str, str] | None = None) -> KernelSpec:
    """Describe a sandboxed kernel; ``limits`` are those that differ from the usual ones."""
    KernelLimits(**limits)
    return KernelSpec(
        # What is run is decided by the provisioner; this is shown to people.
        argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        display_name="Python (Naruteo sandbox)",
        language="python",
        interrupt_mode="message",
        env=environment or {},
        metadata={"kernel_provisioner": {"provisioner_name": PROVISIONER, "config": limits}},
    )


def install_kernel_spec(name: str, limits: dict[str, int], *, user: bool, prefix: Path | None) -> Path:
    """Write the kernelspec for this user or below a prefix, by default this Python's own; returns its folder."""
    spec = kernel_spec(limits)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kernel.json"
        path.write_text(json.dumps(spec.to_dict(), indent=1) + "\n", encoding="utf-8")
        # TemporaryDirectory is closed to others, and the copy would be too.
        Path(folder).chmod(0o755)
        path.chmod(0o644)
        placed = KernelSpecManager().install_kernel_spec(
            folder, kernel_name=name, user=user, prefix=None if user else str(prefix or sys.prefix)
        )
    return Path(placed)
