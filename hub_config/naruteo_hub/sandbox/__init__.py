"""The closed room in which code written by learners runs: bubblewrap, resource limits and no network."""

from naruteo_hub.sandbox.command import Limits, Sandbox, hand_over
from naruteo_hub.sandbox.requirement import SandboxMissing, require_sandbox

__all__ = ["Limits", "Sandbox", "SandboxMissing", "hand_over", "require_sandbox"]
