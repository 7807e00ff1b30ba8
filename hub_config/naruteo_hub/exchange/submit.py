"""`nbgrader submit`: the learner's files go to the portal, and a receipt comes back."""

import json
import uuid
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from nbgrader.exchange import abc
from traitlets import Bool

from naruteo_hub.exchange.archives import pack, write_below
from naruteo_hub.exchange.base import MEGABYTE, Exchange

KST = ZoneInfo("Asia/Seoul")


class Submit(Exchange, abc.ExchangeSubmit):
    """Hand in an assignment; no exception means that the portal has it."""

    add_random_string = Bool(True, help="Not used: the portal numbers submissions itself.").tag(config=True)
    src_path: Path
    receipt: dict[str, Any]
    """What the portal answered: reference, time, hash, attempt, late or not."""

    def init_src(self) -> None:
        """Find the learner's folder."""
        wanted = self.assignment_folder(self.coursedir.course_id, self.coursedir.assignment_id)
        self.src_path = wanted.absolute()
        self.coursedir.assignment_id = self.src_path.name
        if not self.src_path.is_dir():
            near = [each.name for each in self.src_path.parent.glob("*") if each.is_dir()]
            for name in get_close_matches(self.src_path.name, near, n=1):
                self.log.error(self.portal.say("did-you-mean", name=name))
            self.fail(self.portal.say("no-assignment", path=self.src_path))

    def init_dest(self) -> None:
        """The course must be named."""
        self.require_course()
        self.require_access()
        named = self.coursedir.student_id
        # The portal goes by the token alone; to accept another name would only seem to work.
        if named not in ("", "*") and named != (own := self.portal.own_name()):
            self.fail(self.portal.say("not-you", own=own))

    def copy_files(self) -> None:
        """Check, send once, and keep the receipt with a copy."""
        course, assignment = self.coursedir.course_id, self.coursedir.assignment_id
        released = [each for each in self.portal.assignments(course) if each["assignment"] == assignment]
        contents = self.own_files(self.src_path)
        # Where nothing is released, the portal's own refusal says why.
        for entry in released:
            self._check_size(contents, entry)
            self._check_notebooks(contents, entry)
        self.log.info("Source: %s", self.src_path)
        self.receipt, sent_before = self.portal.submit(
            course, assignment, pack(contents), key=uuid.uuid4().hex, incomplete=not self.strict
        )
        self._keep_copy(contents)
        if sent_before:
            self.log.warning(self.portal.say("same"))
        self.log.info(
            self.portal.say(
                "receipt",
                reference=self.receipt["reference"],
                assignment=assignment,
                attempt=self.receipt["attempt"],
                time=f"{datetime.fromisoformat(self.receipt['received_at']).astimezone(KST):%Y-%m-%d %H:%M:%S}",
                late=self.portal.say("late") if self.receipt["late"] else "",
                sha256=self.receipt["sha256"],
            )
        )
        self.log.info("Submitted as: %s %s %s", course, assignment, self.written(self.receipt["received_at"]))

    def _check_size(self, contents: dict[str, bytes], entry: dict[str, Any]) -> None:
        size = sum(map(len, contents.values()))
        if size > entry["max_bytes"]:
            self.fail(self.portal.say("too-large", size=size / MEGABYTE, maximum=entry["max_bytes"] / MEGABYTE))
        if len(contents) > entry["max_files"]:
            self.fail(self.portal.say("too-many", number=len(contents), maximum=entry["max_files"]))

    def _check_notebooks(self, contents: dict[str, bytes], entry: dict[str, Any]) -> None:
        """Compare with the release as nbgrader does: missing ones refuse if strict, else all differences are told."""
        released = sorted(file["path"] for file in entry["files"] if file["path"].endswith(".ipynb"))
        submitted = sorted(path for path in contents if path.endswith(".ipynb"))
        missing, extra = set(released) - set(submitted), set(submitted) - set(released)
        if not missing and not extra:
            return
        expected = [f"{path}: {'MISSING' if path in missing else 'FOUND'}" for path in released]
        given = [f"{path}: {'EXTRA' if path in extra else 'OK'}" for path in submitted]
        difference = "Expected:\n\t" + "\n\t".join(expected) + "\nSubmitted:\n\t" + "\n\t".join(given)
        words = {"assignment": entry["assignment"], "difference": difference}
        if missing and self.strict:
            self.fail(self.portal.say("missing", **words))
        self.log.warning(self.portal.say("differs", **words))

    def _keep_copy(self, contents: dict[str, bytes]) -> None:
        receipt = self.receipt
        folder = self.cache_folder(receipt["course"], receipt["student"], receipt["assignment"], receipt["received_at"])
        folder.mkdir(parents=True, exist_ok=True)
        own = {
            "timestamp.txt": self.written(receipt["received_at"]).encode(),
            # nbgrader carries this file along until feedback is released; here it names the submission.
            "submission_secret.txt": receipt["reference"].encode(),
            "receipt.json": json.dumps(receipt, ensure_ascii=False, indent=2).encode(),
        }
        write_below(folder, {**contents, **own})
