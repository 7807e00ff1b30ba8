"""`nbgrader fetch_assignment`: the released files come to the learner's folder, and never over the learner's own."""

import shutil
import tempfile
from pathlib import Path

from nbgrader.exchange import abc
from nbgrader.utils import is_ignored

from naruteo_hub.exchange.archives import unpack, write_below
from naruteo_hub.exchange.base import Exchange


class FetchAssignment(Exchange, abc.ExchangeFetchAssignment):
    """Fetch an assignment; with --replace only files that are missing."""

    dest_path: Path

    def init_src(self) -> None:
        """The course must be named."""
        self.require_course()
        self.require_access()

    def init_dest(self) -> None:
        """A folder that is there already is the learner's."""
        relative = self.assignment_folder(self.coursedir.course_id, self.coursedir.assignment_id)
        self.dest_path = relative.absolute()
        if self.dest_path.is_dir() and not self.replace_missing_files:
            self.fail(self.portal.say("have-copy", path=relative))

    def copy_files(self) -> None:
        """Write all files, or none."""
        course, assignment = self.coursedir.course_id, self.coursedir.assignment_id
        released = unpack(self.portal.fetch_release(course, assignment))
        contents = {
            path: content
            for path, content in released.items()
            if not any(is_ignored(part, self.coursedir.ignore) for part in path.split("/"))
        }
        if self.dest_path.is_dir():
            missing = {path: content for path, content in contents.items() if not self._is_there(path)}
            for path in missing:
                self.log.warning("Replacing missing file '%s'", path)
            write_below(self.dest_path, missing)
        else:
            self._write_at_once(contents)
        self.log.info("Destination: %s", self.dest_path)
        self.log.info("Fetched as: %s %s", course, assignment)

    def _is_there(self, path: str) -> bool:
        """Whether the learner has something at this path, be it a dangling link, or where a folder of it would be."""
        place = self.dest_path
        for part in path.split("/"):
            place /= part
            if place.is_symlink() or place.is_file():
                return True
        return place.exists()

    def _write_at_once(self, contents: dict[str, bytes]) -> None:
        # A folder that is only half there would count as fetched.
        self.dest_path.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".fetching-", dir=self.dest_path.parent))
        try:
            inner = aside / self.dest_path.name
            inner.mkdir()
            write_below(inner, contents)
            inner.rename(self.dest_path)
        finally:
            shutil.rmtree(aside)
