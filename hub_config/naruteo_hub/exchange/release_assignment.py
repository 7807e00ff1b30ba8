"""`nbgrader release_assignment`: an instructor's release and its source go to the portal."""

from pathlib import Path

from nbgrader.exchange import abc

from naruteo_hub.exchange.archives import pack
from naruteo_hub.exchange.base import Exchange
from naruteo_hub.exchange.portal import PortalRefusal


class ReleaseAssignment(Exchange, abc.ExchangeReleaseAssignment):
    """Release an assignment; with --force as a new version, which takes nothing from anybody."""

    source_path: Path
    src_path: Path

    def init_src(self) -> None:
        """Find the release and the source in the course's folder."""
        course, assignment = self.coursedir, self.coursedir.assignment_id
        self.src_path = Path(course.format_path(course.release_directory, ".", assignment))
        self.source_path = Path(course.format_path(course.source_directory, ".", assignment))
        if not self.src_path.is_dir():
            if self.source_path.is_dir():
                self.fail(self.portal.say("generate-first", source=self.source_path, release=self.src_path))
            self.fail(self.portal.say("no-assignment", path=self.src_path))

    def init_dest(self) -> None:
        """The course must be named, and its source be there."""
        self.require_course()
        if not self.source_path.is_dir():
            self.fail(self.portal.say("no-source", source=self.source_path))

    def copy_files(self) -> None:
        """Send both sides in one archive."""
        course, assignment = self.require_course(), self.coursedir.assignment_id
        contents = {f"release/{path}": content for path, content in self.own_files(self.src_path).items()}
        contents |= {f"source/{path}": content for path, content in self.own_files(self.source_path).items()}
        self.log.info("Source: %s", self.src_path)
        try:
            answer = self.portal.put_release(course, assignment, pack(contents), force=self.force)
        except PortalRefusal as refusal:
            # Our own first try may have arrived although its answer was lost.
            if refusal.code != "already-released" or refusal.tries == 1 or not self._is_released(course, contents):
                raise
            self.log.info("Released as: %s %s", course, assignment)
            return
        self.log.info("Released as: %s %s (release %s)", course, assignment, answer["release"])

    def _is_released(self, course: str, contents: dict[str, bytes]) -> bool:
        ours = {path.removeprefix("release/"): len(content) for path, content in contents.items()
                if path.startswith("release/")}  # fmt: skip
        return any(
            entry["assignment"] == self.coursedir.assignment_id
            and {file["path"]: file["size"] for file in entry["files"]} == ours
            for entry in self.portal.assignments(course)
        )
