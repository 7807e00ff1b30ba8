"""Mutants that an author has looked at and found to change nothing that matters: `checks/<assignment>/equivalent.yaml`.

- cell: clean-number
  was: 'if value < 0:'
  becomes: 'if value <= 0:'
  reason: Zero is left as it is by both.
"""

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from naruteo_hub.checking.findings import Finding, Judgement, Tell

FILE = "equivalent.yaml"
KEYS = ("cell", "was", "becomes", "reason")


@dataclass
class Equivalents:
    """The declared mutants of one assignment: (cell, line as it was, line as it becomes) and the reason."""

    reasons: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def reason_for(self, judged: Judgement) -> str:
        """Return why a mutant was declared to change nothing, or nothing."""
        return self.reasons.get((judged.cell, judged.was, judged.becomes), "")


def declared_equivalents(course: Path, assignment: str, tell: Tell) -> Equivalents:
    """Read the declarations of an assignment, if it has any; what cannot be understood is told."""
    path = course / "checks" / assignment / FILE
    found = Equivalents()
    if not path.is_file():
        return found

    def fault(reason: str) -> None:
        tell(Finding("mutants", f"checks/{assignment}/{FILE}: {reason}", assignment))

    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, OSError, ValueError) as broken:
        fault(f"it cannot be read: {broken}")
        return found
    for number, entry in enumerate(entries if isinstance(entries, list) else [], 1):
        if not isinstance(entry, dict) or not all(isinstance(entry.get(key), str) and entry[key] for key in KEYS):
            fault(f"entry {number} must say {', '.join(KEYS)}.")
            continue
        found.reasons[entry["cell"], entry["was"].strip(), entry["becomes"].strip()] = entry["reason"]
    return found
