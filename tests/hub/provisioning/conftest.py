"""The sandboxed kernel as a stranger gets it: a kernelspec that stock Jupyter programs find by its name."""

from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from naruteo_hub.provisioning import provisioner
from naruteo_hub.provisioning.kernelspec import install_kernel_spec
from naruteo_hub.provisioning.room import KernelRoom

Run = Callable[..., list[str]]


@pytest.fixture(scope="session", autouse=True)
def registered() -> None:
    """Jupyter finds the provisioner through what pip has noted, which may be from before it moved."""
    found = entry_points(group="jupyter_client.kernel_provisioners", name="naruteo-sandbox")
    assert [each.value for each in found] == ["naruteo_hub.provisioning.provisioner:SandboxProvisioner"], (
        "Install the project again: pip install --no-deps -e ."
    )


@pytest.fixture
def rooms(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that were made for kernels during this test."""
    made: list[Path] = []

    class NotedRoom(KernelRoom):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            made.append(self.folder)

    monkeypatch.setattr(provisioner, "KernelRoom", NotedRoom)
    return made


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Install the kernelspec with some limits where only this test looks for it."""

    def do(**limits: int) -> None:
        install_kernel_spec("naruteo-sandbox", limits, user=False, prefix=tmp_path / "jupyter")

    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter" / "share" / "jupyter"))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    return do


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder that the notebook lies in."""
    beside = tmp_path / "beside"
    beside.mkdir()
    return beside


@pytest.fixture
def run(install: Callable[..., None], folder: Path, rooms: list[Path]) -> Iterator[Run]:
    """Run cells with stock nbclient; returns what each printed, or the name of its error."""

    def do(*cells: str, timeout: int = 60, **limits: int) -> list[str]:
        install(**limits)
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        notebook.metadata.kernelspec = {"name": "naruteo-sandbox", "display_name": "Sandbox", "language": "python"}
        client = NotebookClient(
            notebook,
            allow_errors=True,
            timeout=timeout,
            interrupt_on_timeout=True,
            resources={"metadata": {"path": str(folder)}},
        )
        client.execute()
        return ["".join(map(_said, cell.outputs)) for cell in notebook.cells]

    yield do
    assert not [room for room in rooms if room.exists()]


def _said(output: Any) -> str:
    if output.output_type == "stream":
        return str(output.text)
    if output.output_type == "error":
        return str(output.ename)
    return " ".join(output.data)
