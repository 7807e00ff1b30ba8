"""`nbgrader collect`: the submissions of the instructor's cohorts come to the course's folder."""

import os
import shutil
import tempfile
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.exchange import abc
from nbgrader.utils import parse_utc

from naruteo_hub.exchange.archives import LeadsOut, unpack, write_below
from naruteo_hub.exchange.base import Exchange, one_or_any
from naruteo_hub.seeds import seeded

SQLITE = "sqlite:///"


class Collect(Exchange, abc.ExchangeCollect):
    """Collect one submission per student; `check_owner` has nothing to check, since the portal knows who sent what."""

    chosen: list[dict[str, Any]]

    def init_src(self) -> None:
        """Choose a submission of each student."""
        course = self.require_course()
        found = self.portal.submissions(course, self.coursedir.assignment_id, one_or_any(self.coursedir.student_id))
        by_student: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for entry in found:
            by_student[entry["student"]].append(entry)
        due = self._due() if self.before_duedate else None
        self.chosen = [self._choose(entries, due) for _student, entries in sorted(by_student.items())]

    def _choose(self, entries: list[dict[str, Any]], due: datetime | None) -> dict[str, Any]:
        """The newest, or with --before-duedate the newest that came in time, if any did."""
        newest_first = sorted(entries, key=lambda entry: str(entry["received_at"]), reverse=True)
        if self.before_duedate:
            # The instructor's gradebook may hold a date of its own; otherwise the cohort's dates count.
            in_time = [
                entry
                for entry in newest_first
                if (parse_utc(self.written(entry["received_at"])) <= due if due else not entry["late"])
            ]
            newest_first = in_time or newest_first
        return newest_first[0]

    def _due(self) -> datetime | None:
        url = self.coursedir.db_url
        if url.startswith(SQLITE) and not Path(url.removeprefix(SQLITE)).exists():
            return None  # looking must not make a gradebook
        with Gradebook(url, self.coursedir.course_id) as gradebook:
            try:
                due: datetime | None = gradebook.find_assignment(self.coursedir.assignment_id).duedate
            except MissingEntry:
                due = None
        return due

    def copy_files(self) -> None:
        """Bring each chosen submission; what is there already changes only with --update or --before-duedate."""
        course, assignment = self.coursedir.course_id, self.coursedir.assignment_id
        if not self.chosen:
            self.log.warning(self.portal.say("nothing-collected", assignment=assignment, course=course))
        else:
            self.log.info("Processing %s submissions of '%s' for course '%s'", len(self.chosen), assignment, course)
        for entry in self.chosen:
            self._collect(entry)

    def _collect(self, entry: dict[str, Any]) -> None:
        student, assignment = entry["student"], self.coursedir.assignment_id
        if os.sep in student or student in ("", ".", ".."):
            raise LeadsOut(student)
        folder = Path(self.coursedir.format_path(self.coursedir.submitted_directory, student, assignment))
        if not folder.is_dir():
            self.log.info("Collecting submission: %s %s", student, assignment)
        elif self._is_wanted(folder, entry):
            self.log.info("Updating submission: %s %s", student, assignment)
        else:
            told = (
                "No newer submission to collect" if self.update else "Submission already exists, use --update to update"
            )
            self.log.info("%s: %s %s", told, student, assignment)
            return
        # The learner's own seed, whatever stands in their file.
        contents = seeded(unpack(self.portal.submitted_files(entry["reference"])), entry.get("seed"))
        contents["timestamp.txt"] = self.written(entry["received_at"]).encode()
        contents["submission_secret.txt"] = entry["reference"].encode()
        self._replace(folder, contents)

    def _is_wanted(self, folder: Path, entry: dict[str, Any]) -> bool:
        existing = self.coursedir.get_existing_timestamp(str(folder))
        new = parse_utc(self.written(entry["received_at"]))
        newer = existing is None or new > existing
        return bool((self.update and newer) or (self.before_duedate and existing != new))

    def _replace(self, folder: Path, contents: dict[str, bytes]) -> None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".collecting-", dir=folder.parent))
        try:
            new = aside / "new"
            new.mkdir()
            write_below(new, contents)
            if folder.is_dir():
                folder.rename(aside / "old")
            new.rename(folder)
        finally:
            shutil.rmtree(aside)
