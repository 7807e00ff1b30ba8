"""What the background check of an uploaded course does, in a process of its own: manifest, releases, quick check.

It leaves its answer in a folder: `manifest.json` or `faults.json`, the released files below `released/`, `report.json`.
Each is written as soon as it is known, so that a check which runs out of time still says what it found.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from naruteo_hub.checking.assignment_check import Options
from naruteo_hub.checking.course_check import Said, check_course
from naruteo_hub.grading import CourseFault, build_release
from naruteo_portal.assessment.alone import go_first
from naruteo_portal.catalogue.manifest import Manifest, ManifestError, read_manifest
from naruteo_portal.core.i18n import N_

MANIFEST, FAULTS, RELEASED, REPORT = "manifest.json", "faults.json", "released", "report.json"
# Mutants take many minutes for a whole course; `naruteo course check` tries them.
QUICK = Options(mutants=0, seeds=2)
BEHIND_GRADING = 10


def check_folder(folder: Path, answer: Path) -> None:
    """Check a course folder as far as it goes."""
    try:
        manifest = read_manifest(folder, named_by_folder=False)
    except ManifestError as error:
        _write(
            answer / FAULTS,
            [
                {
                    "place": f"{error.path.name}:{fault.line}:{fault.column}{f' {fault.where}' if fault.where else ''}",
                    "words": fault.message.both(),
                }
                for fault in error.faults
            ],
        )
        return
    _write(answer / MANIFEST, {"slug": manifest.slug})
    faults = [fault for task in manifest.tasks if (fault := _release(folder, task.name, answer)) is not None]
    if faults:
        _write(answer / FAULTS, faults)
        return
    report = check_course(folder, QUICK, _said(manifest))
    report.course = manifest.slug
    _write(answer / REPORT, report.to_json())


def _said(manifest: Manifest) -> Said:
    return Said({"ko", "en"} <= set(manifest.languages), tuple(task.name for task in manifest.tasks))


def _release(folder: Path, task: str, answer: Path) -> dict[str, Any] | None:
    """Keep what learners would receive of a task; what is wrong if nbgrader cannot make it."""
    try:
        released = build_release(folder, task)
    except CourseFault as fault:
        words = N_("nbgrader cannot make what learners receive: %(reason)s", reason=str(fault)[:500])
        return {"place": f"source/{task}", "words": words.both()}
    for path, content in released.items():
        place = answer / RELEASED / task / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return None


def _write(place: Path, document: Any) -> None:
    # Whoever reads it finds it whole or not at all.
    aside = place.with_suffix(".part")
    aside.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    aside.replace(place)


def _main(folder: str, answer: str, scratch: str) -> None:
    go_first(Path(scratch))
    os.nice(BEHIND_GRADING)
    check_folder(Path(folder), Path(answer))


if __name__ == "__main__":
    _main(*sys.argv[1:])
