"""`nbgrader fetch_feedback`: feedback pages come to the learner's folder."""

from pathlib import Path
from typing import Any

from nbgrader.exchange import abc

from naruteo_hub.exchange.archives import unpack, write_below
from naruteo_hub.exchange.base import Exchange, one_or_any
from naruteo_hub.exchange.feedback_memory import FeedbackMemory


class FetchFeedback(Exchange, abc.ExchangeFetchFeedback):
    """Fetch the feedback on every own submission of an assignment that has some."""

    returned: list[dict[str, Any]]

    def init_src(self) -> None:
        """Find the submissions that have come back."""
        course, assignment = self.require_course(), one_or_any(self.coursedir.assignment_id)
        student = self.portal.own_name() if self.coursedir.student_id in ("", "*") else self.coursedir.student_id
        self.returned = [each for each in self.portal.submissions(course, assignment, student) if each["feedback"]]
        if not self.returned:
            self.log.warning(self.portal.say("no-feedback", course=course, assignment=assignment))

    def copy_files(self) -> None:
        """Write the pages; the portal's newest version replaces an older one."""
        for entry in self.returned:
            folder = self.assignment_folder(entry["course"], entry["assignment"]).absolute() / "feedback"
            folder /= self.written(entry["received_at"])
            memory = FeedbackMemory(Path(self.cache), entry["course"])
            pages = unpack(self.portal.fetch_feedback(entry["reference"]))
            write_below(folder, {path: content for path, content in pages.items() if "/" not in path})
            memory.remember(entry["reference"], entry["feedback"])
            for path in pages:
                self.log.info("Fetched feedback: %s", folder / path)
