"""Talking to the portal's exchange interface: one token, patience with broken connections, no duplicates."""

import random
import time
from collections.abc import Callable, Mapping
from typing import Any, cast
from urllib.parse import quote

import httpx

from naruteo_hub.exchange.words import WORDS, Language, chosen_language

TRIES = 5
FIRST_PAUSE_SECONDS = 0.3
CONNECT_SECONDS = 5
ANSWER_SECONDS = 30
# nbgrader's JupyterLab extension waits in the notebook server's one thread, so patience must end.
PATIENCE_SECONDS = 45
WORTH_ANOTHER_TRY = (502, 503, 504)


class PortalRefusal(Exception):
    """The portal said no, in words for the person; `code` is for programs."""

    def __init__(self, status: int, code: str, message: str, *, tries: int) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.tries = tries


class PortalAway(Exception):
    """The portal could not be reached however often it was tried."""


class Portal:
    """The exchange interface as one signed-in notebook server sees it."""

    def __init__(self, address: str, token: str, *, warn: Callable[[str], None]) -> None:
        self._warn = warn
        self._language: Language | None = None
        self._http = httpx.Client(
            base_url=address.rstrip("/") + "/",
            headers={"Authorization": f"token {token}"},
            timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
            # The token goes to this address only: no proxy from the environment, no redirect.
            trust_env=False,
            follow_redirects=False,
        )

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()

    def say(self, key: str, **values: Any) -> str:
        """One of our own sentences, in the language of this server, or else of the account."""
        language = chosen_language() or self._language or "ko"
        return WORDS[key][language].format(**values)

    def assignments(self, course: str) -> list[dict[str, Any]]:
        """Every assignment that may be fetched; * means every course."""
        answer = self._ask("GET", "assignments", params={"course": course})
        return cast(list[dict[str, Any]], answer.json()["assignments"])

    def own_name(self) -> str:
        """The name by which the portal knows this person: never the Unix user."""
        return str(self._ask("GET", "assignments", params={"course": ""}).json()["student"])

    def fetch_release(self, course: str, assignment: str) -> bytes:
        """The released files, as a zip archive."""
        return self._ask("GET", f"{_assignment(course, assignment)}/release").content

    def put_release(self, course: str, assignment: str, archive: bytes, *, force: bool) -> dict[str, Any]:
        """Release a new version."""
        answer = self._ask(
            "PUT", f"{_assignment(course, assignment)}/release", params={"force": "1" if force else "0"}, body=archive
        )
        return cast(dict[str, Any], answer.json())

    def submit(
        self, course: str, assignment: str, archive: bytes, *, key: str, incomplete: bool
    ) -> tuple[dict[str, Any], bool]:
        """Hand in once, however often the connection breaks; the receipt, and whether it is an earlier one's."""
        answer, tries = self._try(
            "POST",
            f"{_assignment(course, assignment)}/submissions",
            params={"incomplete": "1" if incomplete else "0"},
            body=archive,
            headers={"Idempotency-Key": key},
        )
        # After a broken connection nobody knows whether the first try or this one was taken: either is ours.
        return cast(dict[str, Any], answer.json()), answer.status_code == 200 and tries == 1

    def submissions(self, course: str, assignment: str, student: str) -> list[dict[str, Any]]:
        """The submissions that this person may see; * means any."""
        answer = self._ask(
            "GET", "submissions", params={"course": course, "assignment": assignment, "student": student}
        )
        return cast(list[dict[str, Any]], answer.json()["submissions"])

    def submitted_files(self, reference: str) -> bytes:
        """The files of a submission, as a zip archive."""
        return self._ask("GET", f"submissions/{quote(reference, safe='')}/files").content

    def fetch_feedback(self, reference: str) -> bytes:
        """The feedback pages of a submission, as a zip archive."""
        return self._ask("GET", f"submissions/{quote(reference, safe='')}/feedback").content

    def put_feedback(self, reference: str, archive: bytes) -> None:
        """Give feedback pages back."""
        self._ask("PUT", f"submissions/{quote(reference, safe='')}/feedback", body=archive)

    def course_source(self, course: str) -> bytes:
        """The sources of a course for its instructors, as a zip archive."""
        return self._ask("GET", f"courses/{quote(course, safe='')}/source").content

    def _ask(
        self, method: str, path: str, *, params: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> httpx.Response:
        return self._try(method, path, params=params, body=body)[0]

    def _try(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[httpx.Response, int]:
        """Ask until there is an answer; the answer and the number of tries."""
        kind = {"Content-Type": "application/zip"} if body is not None else {}
        started = time.monotonic()
        for number in range(1, TRIES + 1):
            answer = None
            try:
                answer = self._http.request(
                    method, path, params=params, content=body, headers={**kind, **(headers or {})}
                )
            except httpx.TransportError as fault:
                if number == TRIES or time.monotonic() - started > PATIENCE_SECONDS:
                    raise PortalAway(self.say("away")) from fault
            if answer is not None and (answer.status_code not in WORTH_ANOTHER_TRY or number == TRIES):
                return self._accepted(answer, number), number
            self._warn(self.say("again", number=number + 1))
            # Servers that lost the portal in one instant do not come back in one instant.
            time.sleep(FIRST_PAUSE_SECONDS * 2 ** (number - 1) * random.uniform(0.8, 1.2))  # noqa: S311 - no secret
        raise PortalAway(self.say("away"))

    def _accepted(self, answer: httpx.Response, tries: int) -> httpx.Response:
        language = answer.headers.get("Content-Language")
        if language in ("ko", "en"):
            self._language = cast(Language, language)
        if answer.is_success:
            return answer
        try:
            problem = answer.json()
            wanted = chosen_language()
            message = problem["messages"][wanted] if wanted else problem["detail"]
            code = str(problem["title"])
        except (ValueError, KeyError, TypeError):
            message, code = self.say("unreadable", status=answer.status_code), "unreadable"
            if answer.status_code in WORTH_ANOTHER_TRY:
                message = self.say("away")  # a gateway's answer, not the portal's
        if answer.status_code in WORTH_ANOTHER_TRY:
            raise PortalAway(message)
        raise PortalRefusal(answer.status_code, code, message, tries=tries)


def _assignment(course: str, assignment: str) -> str:
    return f"courses/{quote(course, safe='')}/assignments/{quote(assignment, safe='')}"
