"""`nbgrader release_feedback`: feedback pages that an instructor made go back through the portal."""

from pathlib import Path
from typing import Any

from nbgrader.exchange import abc
from nbgrader.utils import parse_utc

from naruteo_hub.exchange.archives import pack
from naruteo_hub.exchange.base import Exchange, one_or_any
from naruteo_hub.exchange.portal import PortalRefusal


class ReleaseFeedback(Exchange, abc.ExchangeReleaseFeedback):
    """Return the pages in feedback/<student>/<assignment>/ to each student."""

    folders: dict[str, Path]

    def init_src(self) -> None:
        """Find the students for whom there are pages."""
        self.require_course()
        course = self.coursedir
        excluded = set(filter(None, course.student_id_exclude.split(",")))
        # A mark that no name holds, so that the part of the path that is the student's can be told.
        pattern = Path(course.format_path(course.feedback_directory, "\0", course.assignment_id))
        depth = pattern.parts.index("\0") if "\0" in pattern.parts else None
        base = Path(*pattern.parts[:depth])
        inner = Path(*pattern.parts[depth + 1 :]) if depth is not None else Path()
        self.folders = {
            place.name: place / inner
            for place in sorted(base.glob(one_or_any(course.student_id)))
            if place.name not in excluded and any((place / inner).glob("*.html"))
        }

    def copy_files(self) -> None:
        """Send each student's pages; one that fails does not keep the others waiting."""
        assignment = self.coursedir.assignment_id
        known = self.portal.submissions(self.coursedir.course_id, assignment, "*") if self.folders else []
        faults = []
        for student, folder in self.folders.items():
            reference = self._reference(student, folder, known)
            if reference is None:
                timestamp = self._text(folder / "timestamp.txt") or "?"
                faults.append(self.portal.say("no-such-submission", student=student, timestamp=timestamp))
                continue
            pages = {page.name: page.read_bytes() for page in sorted(folder.glob("*.html")) if not page.is_symlink()}
            try:
                self.portal.put_feedback(reference, pack(pages))
            except PortalRefusal as refusal:
                faults.append(f"{student}: {refusal}")
                continue
            self.log.info("Feedback released to student '%s' (%s)", student, reference)
        if faults:
            self.fail(self.portal.say("feedback-failed", faults="\n".join(faults)))

    def _reference(self, student: str, folder: Path, known: list[dict[str, Any]]) -> str | None:
        """The submission that the pages are about: named beside them, or told by its time."""
        own = [entry for entry in known if entry["student"] == student]
        named, timestamp = self._text(folder / "submission_secret.txt"), self._text(folder / "timestamp.txt")
        at = parse_utc(timestamp) if timestamp else None
        for entry in own:
            if entry["reference"] == named or parse_utc(self.written(entry["received_at"])) == at:
                return str(entry["reference"])
        return None

    def _text(self, place: Path) -> str:
        return place.read_text(encoding="utf-8").strip() if place.is_file() else ""
