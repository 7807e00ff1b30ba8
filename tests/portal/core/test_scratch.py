"""A process's temporary files lie in one folder, which goes with the process."""

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from naruteo_portal.core.scratch import own_scratch, sweep

HOLD = """
import sys, tempfile, time
from pathlib import Path
from naruteo_portal.core.scratch import own_scratch
tempfile.tempdir = sys.argv[1]
with own_scratch() as folder:
    Path(tempfile.mkdtemp()).joinpath("left").write_text("behind")
    print(folder, flush=True)
    time.sleep(60)
"""


def test_everything_temporary_lies_in_the_folder_and_goes_with_it(tmp_path: Path) -> None:
    with own_scratch() as folder:
        assert Path(tempfile.mkdtemp()).parent == folder
        assert folder not in sweep(folder.parent)
    assert not folder.exists()
    assert Path(tempfile.gettempdir()) == folder.parent


def test_the_folder_of_a_killed_process_is_removed_and_that_of_a_living_one_is_not(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        folder = Path(holder.stdout.readline().strip())
        assert sweep(tmp_path) == []
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        assert list(folder.rglob("left")) != []
        assert sweep(tmp_path) == [folder]
    assert list(tmp_path.iterdir()) == []
