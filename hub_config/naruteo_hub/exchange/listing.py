"""`nbgrader list`: what is released, fetched and submitted, in the form that nbgrader's JupyterLab extension reads."""

import shutil
from itertools import groupby
from pathlib import Path
from typing import Any

from nbgrader.exchange import abc

from naruteo_hub.exchange.base import Exchange, one_or_any
from naruteo_hub.exchange.feedback_memory import FeedbackMemory
from naruteo_hub.exchange.portal import PortalAway

Info = dict[str, Any]


class List(Exchange, abc.ExchangeList):
    """List releases, or submissions (--inbound as the portal has them, --cached as this machine has them)."""

    assignments: list[Info]

    def init_dest(self) -> None:
        """Ask the portal, and look into the cache."""
        course = one_or_any(self.coursedir.course_id)
        assignment = one_or_any(self.coursedir.assignment_id)
        student = one_or_any(self.coursedir.student_id)
        if self.inbound or self.cached:
            submissions = self._submissions(course, assignment, student)
            self.assignments = [self._submitted(entry) for entry in submissions]
        else:
            self.assignments = [
                self._released(entry)
                for entry in self.portal.assignments(course)
                if assignment in ("*", entry["assignment"])
            ]
        allowed = self.authenticator.get_student_courses(student) if self.authenticator is not None else None
        if allowed is not None:
            self.assignments = [info for info in self.assignments if info["course_id"] in allowed]

    def copy_files(self) -> None:
        """A list moves no files."""

    def _submissions(self, course: str, assignment: str, student: str) -> list[Info]:
        try:
            known = self.portal.submissions(course, assignment, student)
        except PortalAway:
            if not self.cached:
                raise
            self.log.warning(self.portal.say("cache-only"))
            known = []
        if not self.cached:
            return known
        # With --cached the lists are the learner's own: what this machine has, with what the portal knows of it.
        own = {(each["course"], each["student"], each["assignment"], self.written(each["received_at"])): each
               for each in known}  # fmt: skip
        found = []
        for folder in sorted(Path(self.cache).glob(f"{course}/{student}+{assignment}+*")):
            who, what, when = folder.name.split("+", 2)
            entry = own.get((folder.parent.name, who, what, when))
            found.append(
                entry
                or {"course": folder.parent.name, "student": who, "assignment": what, "timestamp": when, "feedback": {}}
            )
        return found

    def _released(self, entry: Info) -> Info:
        course, assignment = entry["course"], entry["assignment"]
        folder = self.assignment_folder(course, assignment)
        info: Info = {"course_id": course, "assignment_id": assignment}
        if folder.exists():
            path = folder.absolute()
            notebooks = [(each.stem, str(each)) for each in sorted(path.glob("*.ipynb"))]
            if not notebooks:
                self.log.warning("No notebooks found in %s", path)
            info |= {"status": "fetched", "path": str(path)}
        else:
            address = f"{self.url.rstrip('/')}/courses/{course}/assignments/{assignment}/release"
            notebooks = [(name, f"{address}/{name}.ipynb") for name in entry["notebooks"]]
            info |= {"status": "released", "path": address}
        info["notebooks"] = [{"notebook_id": name, "path": path} for name, path in notebooks]
        return info

    def _submitted(self, entry: Info) -> Info:
        course, assignment, student = entry["course"], entry["assignment"], entry["student"]
        timestamp = entry.get("timestamp") or self.written(entry["received_at"])
        copy = Path(self.cache) / course / f"{student}+{assignment}+{timestamp}"
        files = [file["path"] for file in entry.get("files", ())] or [each.name for each in copy.glob("*.ipynb")]
        names = sorted(path.removesuffix(".ipynb") for path in files if path.endswith(".ipynb") and "/" not in path)
        feedback = self.assignment_folder(course, assignment) / "feedback" / timestamp
        memory = FeedbackMemory(Path(self.cache), course)
        info: Info = {
            "course_id": course,
            "student_id": student,
            "assignment_id": assignment,
            "timestamp": timestamp,
            "status": "submitted",
            "path": str(copy)
            if self.cached or copy.is_dir()
            else f"{self.url.rstrip('/')}/submissions/{entry['reference']}",
            "random_string": f"+{entry['reference']}" if "reference" in entry else None,
        }
        info["notebooks"] = notebooks = []
        for name in names:
            local, version = feedback / f"{name}.html", entry["feedback"].get(name)
            has_local = local.is_file()
            notebooks.append(
                {
                    "notebook_id": name,
                    "path": str(copy.absolute() / f"{name}.ipynb") if copy.is_dir() else f"{info['path']}/{name}.ipynb",
                    "has_local_feedback": has_local,
                    "has_exchange_feedback": version is not None,
                    "local_feedback_path": str(local) if has_local else None,
                    "feedback_updated": has_local
                    and version is not None
                    and memory.version_of(entry["reference"], name) != version,
                }
            )
        has_local = bool(notebooks) and all(each["has_local_feedback"] for each in notebooks)
        info |= {
            "has_local_feedback": has_local,
            "has_exchange_feedback": bool(notebooks) and all(each["has_exchange_feedback"] for each in notebooks),
            "feedback_updated": any(each["feedback_updated"] for each in notebooks),
            "local_feedback_path": str(feedback.absolute()) if has_local else None,
        }
        return info

    def parse_assignments(self) -> list[Info]:
        """The list as nbgrader's callers expect it: submissions stand grouped by course, student and assignment."""
        status = "removed" if self.remove else None
        infos = [{**info, "status": status or info["status"]} for info in self.assignments]
        if not (self.inbound or self.cached):
            return infos

        def key(info: Info) -> tuple[str, str, str]:
            return (info["course_id"], info["student_id"], info["assignment_id"])

        groups = []
        for (course, student, assignment), members in groupby(sorted(infos, key=key), key):
            submissions = sorted(members, key=lambda info: str(info["timestamp"]))
            groups.append(
                {
                    "course_id": course,
                    "student_id": student,
                    "assignment_id": assignment,
                    "status": submissions[0]["status"],
                    "submissions": submissions,
                }
            )
        return groups

    def list_files(self) -> list[Info]:
        """Log the list and return it."""
        assignments = self.parse_assignments()
        if self.inbound or self.cached:
            self.log.info("Submitted assignments:")
            for group in assignments:
                for info in group["submissions"]:
                    self.log.info(self.format_submitted(info))
        else:
            self.log.info("Released assignments:")
            for info in assignments:
                downloaded = " (already downloaded)" if info["status"] == "fetched" else ""
                self.log.info("%s %s%s", info["course_id"], info["assignment_id"], downloaded)
        return assignments

    def format_submitted(self, info: Info) -> str:
        """One line of the list of submissions."""
        line = "{course_id} {student_id} {assignment_id} {timestamp}".format(**info)
        if info["status"] != "submitted":
            return line
        if info["has_local_feedback"] and not info["feedback_updated"]:
            return f"{line} (feedback already fetched)"
        if info["has_exchange_feedback"]:
            return f"{line} (feedback ready to be fetched)"
        return f"{line} (no feedback available)"

    def remove_files(self) -> list[Info]:
        """Remove local copies; what the portal has stays."""
        if not self.cached:
            self.fail(self.portal.say("not-removed"))
        assignments = self.parse_assignments()
        self.log.info("Removing submitted assignments:")
        for info in self.assignments:
            self.log.info("%s", info["path"])
            shutil.rmtree(info["path"])
        return assignments
