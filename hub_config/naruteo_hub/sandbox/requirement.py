"""Find out whether this machine can make sandboxes, and say what to do when it cannot."""

import functools
import os
import shutil
import subprocess

from naruteo_hub.sandbox.command import Sandbox

# Any account that owns nothing serves for the trial.
TRIAL_USER = 65534

FOR_ROOT = (
    "In a container, allow it to make namespaces and mounts "
    "(for Docker: --cap-add SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined)."
)
FOR_OTHERS = (
    "An ordinary user needs unprivileged user namespaces. "
    "Ubuntu 24.04 and later: sudo apt-get install apparmor-profiles "
    "&& sudo ln -s /usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/ "
    "&& sudo systemctl reload apparmor. Elsewhere: sudo sysctl -w user.max_user_namespaces=15000"
)


class SandboxMissing(Exception):
    """Code written by learners cannot be closed in on this machine, so it is not run at all."""


def require_sandbox() -> None:
    """Raise SandboxMissing, with a sentence that says what to install or allow, unless a sandbox really starts."""
    for program, package in (("bwrap", "bubblewrap"), ("setpriv", "util-linux"), ("prlimit", "util-linux")):
        if shutil.which(program) is None:
            raise SandboxMissing(
                f"The program {program} is not installed, and without it learners' code is not run. "
                f"Install it: sudo apt-get install {package}"
            )
    _try_sandbox(os.geteuid())


@functools.cache
def _try_sandbox(user: int) -> None:
    sandbox = Sandbox(unix_user=TRIAL_USER if user == 0 else None)
    try:
        trial = subprocess.run(
            sandbox.command(["true"]), capture_output=True, text=True, timeout=20, stdin=subprocess.DEVNULL, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise SandboxMissing("bwrap is installed but did not start a sandbox within 20 seconds.") from late
    if trial.returncode == 0:
        return
    complaint = trial.stderr.strip().splitlines()
    reason = complaint[-1] if complaint else f"exit status {trial.returncode}"
    if "unknown option" in reason.lower():
        advice = "bubblewrap 0.8 or newer is needed (Debian 12, Ubuntu 24.04)."
    else:
        advice = FOR_ROOT if user == 0 else FOR_OTHERS
    raise SandboxMissing(f"bwrap is installed but cannot make a sandbox here ({reason}). {advice}")
