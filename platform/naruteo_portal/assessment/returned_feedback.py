"""Feedback as files for nbgrader: the grader's pages, or what an instructor returned since."""

import hashlib
import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.errors import BadFileName
from naruteo_portal.assessment.models import GradingRun, ReturnedFeedback, Submission
from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.i18n import DEFAULT_LOCALE, N_, Locale
from naruteo_portal.core.storage import BlobStore, Tree

SUFFIX = ".html"
SAID = N_("What the instructor says")
POINTS = N_("%(points)s of %(most)s points")
TITLE = N_("Feedback on %(notebook)s (%(reference)s)")
PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font-family: sans-serif; line-height: 1.6; }}
pre {{ overflow-x: auto; padding: .75rem; background: #f4f5f6; }}
table {{ border-collapse: collapse; }} td, th {{ border: 1px solid #b1b8be; padding: .25rem .5rem; }}
img {{ max-width: 100%; }}
</style>
</head>
<body>
<h1>{title}</h1>
{fragment}
</body>
</html>
"""


@dataclass(frozen=True)
class Feedback:
    """The pages of one submission by notebook name: whole files that are kept, or fragments to be wrapped."""

    pages: Mapping[str, str]
    """{notebook: SHA-256 of what is kept}; it changes exactly when the page does."""
    fragments: bool
    locale: Locale
    said: Mapping[str, str] = field(default_factory=dict)
    """What a person said about cells of a notebook, as HTML that stands above its page."""

    @property
    def versions(self) -> dict[str, str]:
        """What a client remembers to know whether there is something new."""
        mark = f"-{self.locale}" if self.fragments else ""
        return {name: f"{sha256}{mark}{_digest(self.said.get(name, ''))}" for name, sha256 in self.pages.items()}

    def files(self, submission: Submission, blobs: BlobStore) -> dict[str, bytes]:
        """The pages as files."""
        if not self.fragments:
            return {f"{name}{SUFFIX}": blobs.get(sha256) for name, sha256 in self.pages.items()}
        return {
            f"{name}{SUFFIX}": _page(
                submission.reference, name, self.said.get(name, "") + blobs.get(sha256).decode(), self.locale
            )
            for name, sha256 in self.pages.items()
        }


def _digest(said: str) -> str:
    return f"-{hashlib.sha256(said.encode()).hexdigest()[:16]}" if said else ""


def _said(cells: Iterable[Mapping[str, Any]], notebook: str, locale: Locale) -> str:
    """What a person said about a notebook's cells."""
    parts = []
    for cell in cells:
        if cell["notebook"] == notebook and (cell.get("comment") or cell.get("rubric")):
            points = N_(POINTS.text, points=f"{cell['points'] or 0:g}", most=f"{cell['max_points']:g}").said_in(locale)
            lines = "".join(f"<li>{html.escape(line['words'])}</li>" for line in cell.get("rubric", ()))
            comment = "<br>".join(html.escape(cell.get("comment", "")).splitlines())
            parts.append(
                f"<h3>{html.escape(cell.get('heading') or cell['grade_id'])}</h3>\n<p>{points}</p>\n"
                f"{f'<ul>{lines}</ul>' if lines else ''}{f'<p>{comment}</p>' if comment else ''}\n"
            )
    return f"<section>\n<h2>{SAID.said_in(locale)}</h2>\n{''.join(parts)}</section>\n" if parts else ""


def _page(reference: str, notebook: str, fragment: str, locale: Locale) -> bytes:
    title = N_(TITLE.text, notebook=notebook, reference=reference).said_in(locale)
    return PAGE.format(language=locale, title=html.escape(title), fragment=fragment).encode()


def feedback_of(session: Session, submissions: Iterable[Submission], locale: Locale) -> dict[int, Feedback]:
    """The feedback of each submission that has some, by submission id: whichever came last."""
    wanted = list(submissions)
    returned = {
        row.submission_id: row
        for row in session.scalars(
            select(ReturnedFeedback).where(ReturnedFeedback.submission_id.in_([each.id for each in wanted]))
        )
    }
    runs = {
        run.id: run
        for run in session.scalars(
            select(GradingRun).where(
                GradingRun.id.in_([each.current_run_id for each in wanted if each.current_run_id is not None])
            )
        )
    }
    found: dict[int, Feedback] = {}
    for submission in wanted:
        run, given = runs.get(submission.current_run_id or 0), returned.get(submission.id)
        finished = run.finished_at if run is not None else None
        if given is not None and (finished is None or given.returned_at >= finished):
            pages = {file.path.removesuffix(SUFFIX): file.sha256 for file in Tree.from_json(given.tree).files}
            found[submission.id] = Feedback(pages, fragments=False, locale=locale)
        elif run is not None and finished is not None and run.feedback:
            pages = run.feedback.get(locale) or run.feedback.get(DEFAULT_LOCALE) or {}
            if pages:
                said = {name: _said(run.cells, name, locale) for name in pages}
                found[submission.id] = Feedback(pages, fragments=True, locale=locale, said=said)
    return found


def return_feedback(
    session: Session, submission: Submission, contents: Mapping[str, bytes], *, blobs: BlobStore, actor: Actor
) -> ReturnedFeedback:
    """Keep the pages that an instructor gives back; they count until the submission is graded again."""
    for path in contents:
        if "/" in path or not path.endswith(SUFFIX):
            raise BadFileName(path)
    session.execute(select(Submission.id).where(Submission.id == submission.id).with_for_update())
    tree = blobs.put_tree(contents)
    given = session.scalar(select(ReturnedFeedback).where(ReturnedFeedback.submission_id == submission.id))
    before = Tree.from_json(given.tree).sha256 if given is not None else None
    if given is None:
        given = ReturnedFeedback(submission_id=submission.id)
        session.add(given)
    given.tree = tree.to_json()
    given.returned_at = now()
    given.returned_by_id = actor.account_id or submission.enrolment.account_id
    record(session, actor, "returned feedback", submission, sha256=tree.sha256, before=before)
    return given
