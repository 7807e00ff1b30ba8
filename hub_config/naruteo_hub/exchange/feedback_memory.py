"""Which version of each feedback page was fetched, so that a newer one shows."""

import json
from pathlib import Path


class FeedbackMemory:
    """A small file in the cache of one course: {reference: {notebook: version}}."""

    def __init__(self, cache: Path, course: str) -> None:
        self._file = cache / course / "feedback.json"

    def version_of(self, reference: str, notebook: str) -> str | None:
        """The version that was fetched, if one was."""
        return self._read().get(reference, {}).get(notebook)

    def remember(self, reference: str, versions: dict[str, str]) -> None:
        """Note what has just been fetched."""
        known = self._read() | {reference: versions}
        self._file.parent.mkdir(parents=True, exist_ok=True)
        aside = self._file.with_suffix(".new")
        aside.write_text(json.dumps(known, indent=1), encoding="utf-8")
        aside.replace(self._file)

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            known = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}
