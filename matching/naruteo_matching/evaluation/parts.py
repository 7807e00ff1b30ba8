"""The parts of `naruteo match evaluate`, found by a small table, so that only what is asked for is imported."""

from collections.abc import Collection
from importlib import import_module
from pathlib import Path
from typing import Any

PARTS = {
    "residency": ("naruteo_matching.evaluation.residency", "residency_peru"),
    "skills": ("naruteo_matching.evaluation.skill_extraction", "skill_extraction"),
    "retrieval": ("naruteo_matching.evaluation.retrieval", "onet"),
    "preference_lists": ("naruteo_matching.evaluation.preference_lists", "preflib"),
}
"""A part's name, its module with ``evaluate(folder) -> list of dict``, and the folder of data that it needs."""


def evaluate(folder: Path, wanted: Collection[str] = ()) -> dict[str, list[dict[str, Any]] | None]:
    """Run the wanted parts, or all.

    Returns
    -------
    dict
        Each part's rows; None for a part whose data is not in the folder.
    """
    return {
        name: import_module(module).evaluate(folder) if (folder / needed).is_dir() else None
        for name, (module, needed) in PARTS.items()
        if not wanted or name in wanted
    }
