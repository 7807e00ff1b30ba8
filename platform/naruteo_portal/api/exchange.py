"""The exchange between notebook servers and the portal: nbgrader's list, fetch, submit, collect and feedback."""

from typing import Any

from flask import Blueprint, Response, g, jsonify, request

from naruteo_portal.assessment import exchange
from naruteo_portal.assessment.archives import ArchiveLimits, pack, unpack
from naruteo_portal.assessment.errors import AlreadyReleased, ArchiveTooLarge, NoFeedback, PathLeadsOut
from naruteo_portal.assessment.models import Submission
from naruteo_portal.assessment.releases import create_release, latest_release
from naruteo_portal.assessment.returned_feedback import Feedback, feedback_of, return_feedback
from naruteo_portal.assessment.seeds import seeded
from naruteo_portal.assessment.submissions import describe, receive_submission
from naruteo_portal.core import hub
from naruteo_portal.core.errors import NotSignedIn
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.storage import Tree
from naruteo_portal.edge.application import blobs, settings
from naruteo_portal.edge.guards import PROGRAM, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.readers import reader_of

blueprint = Blueprint("exchange", __name__, url_prefix="/api/exchange/v1")
BAD_TOKEN = N_("The notebook server's sign-in is no longer good. Please restart your server from the portal.")
NO_SESSION = 0


def caller() -> Account:
    """The person whose notebook server asks, by its Hub token; no cookie counts here."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    user = hub.whose_token(settings(), token.strip()) if scheme.lower() in ("token", "bearer") and token else None
    account = exchange.find_caller(current_session(), user.name) if user else None
    if account is None:
        raise NotSignedIn(BAD_TOKEN)
    # From here on the log, the audit trail and the language of the answer are this person's.
    g.reader = reader_of(current_session(), account, NO_SESSION)
    return account


@blueprint.after_request
def name_language(answer: Response) -> Response:
    """Say in which language refusals are written, so that the client speaks it too."""
    answer.headers["Content-Language"] = locale()
    return answer


def platform_limits() -> ArchiveLimits:
    """The most that any archive may hold."""
    return ArchiveLimits(size=settings().max_submission_bytes, files=settings().max_submission_files)


def sent_files(limits: ArchiveLimits) -> dict[str, bytes]:
    """The files in the request's body, read to the end before anything is kept."""
    if (request.content_length or 0) > limits.size:
        raise ArchiveTooLarge(limits.size)
    return unpack(request.get_data(cache=False), limits)


def zipped(contents: dict[str, bytes], name: str) -> Response:
    """Files as a zip archive that no browser opens by itself."""
    answer = Response(pack(contents), content_type="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.zip")
    return answer


def option(name: str) -> str | None:
    """A filter from the query; nbgrader's * means any."""
    value = request.args.get(name, "")
    return None if value in ("", "*") else value


def flag(name: str) -> bool:
    """A switch from the query."""
    return request.args.get(name) == "1"


@blueprint.get("/assignments")
@permit(PROGRAM)
def assignments() -> Response:
    """Every assignment that the caller may fetch."""
    account = caller()
    listed = exchange.list_assignments(current_session(), account, option("course"))
    return jsonify(student=account.handle, assignments=[each.to_json() for each in listed])


@blueprint.get("/courses/<course>/assignments/<assignment>/release")
@permit(PROGRAM)
def fetch_release(course: str, assignment: str) -> Response:
    """The files that were released."""
    found = exchange.fetch_release(current_session(), caller(), course, assignment, settings(), actor=actor())
    return zipped(seeded(blobs().get_tree(Tree.from_json(found.release.released_tree)), found.seed), assignment)


@blueprint.put("/courses/<course>/assignments/<assignment>/release")
@permit(PROGRAM)
def put_release(course: str, assignment: str) -> tuple[Response, int]:
    """Release a new version; nothing that learners handed in is touched."""
    session = current_session()
    task = exchange.taught_task(session, caller(), course, assignment)
    sides: dict[str, dict[str, bytes]] = {"source": {}, "release": {}}
    for path, content in sent_files(platform_limits()).items():
        side, _, rest = path.partition("/")
        if side not in sides or not rest:
            raise PathLeadsOut(path)
        sides[side][rest] = content
    if not flag("force") and latest_release(session, task.id) is not None:
        raise AlreadyReleased(assignment)
    release = create_release(session, task, sides["source"], sides["release"], blobs(), actor())
    return jsonify(
        course=course,
        assignment=assignment,
        release=release.number,
        sha256=release.released_sha256,
        released_at=release.released_at.isoformat(),
    ), 201


@blueprint.post("/courses/<course>/assignments/<assignment>/submissions")
@permit(PROGRAM)
def submit(course: str, assignment: str) -> tuple[Response, int]:
    """Take one attempt and answer with its receipt; 200 instead of 201 says that it had been taken before."""
    session = current_session()
    account = caller()
    task = exchange.learner_place(session, account, course, assignment).task
    files = sent_files(platform_limits().within(task.max_bytes, task.max_files))
    # While the files came in somebody may have been granted more time.
    place = exchange.held_place(session, account, course, assignment)
    receipt = receive_submission(
        session,
        place,
        files,
        key=request.headers.get("Idempotency-Key", ""),
        incomplete=flag("incomplete"),
        blobs=blobs(),
        actor=actor(),
        seed=exchange.own_seed(place, settings()),
    )
    return jsonify(receipt.to_json()), 201 if receipt.new else 200


@blueprint.get("/submissions")
@permit(PROGRAM)
def submissions() -> Response:
    """The caller's own submissions and those of the cohorts they teach."""
    session = current_session()
    found = exchange.list_submissions(
        session, caller(), course=option("course"), assignment=option("assignment"), student=option("student")
    )
    feedback = feedback_of(session, found, locale())
    return jsonify(submissions=[_entry(each, feedback.get(each.id)) for each in found])


def _entry(submission: Submission, feedback: Feedback | None) -> dict[str, Any]:
    return {
        **describe(submission),
        "course": submission.task.edition.course.slug,
        "assignment": submission.task.name,
        "student": submission.enrolment.account.handle,
        "seed": submission.seed,
        "feedback": feedback.versions if feedback else {},
    }


@blueprint.get("/submissions/<reference>/files")
@permit(PROGRAM)
def submitted_files(reference: str) -> Response:
    """The files of a submission, as they arrived."""
    submission = exchange.get_submission(current_session(), caller(), reference)
    return zipped(blobs().get_tree(Tree.from_json(submission.tree)), submission.reference)


@blueprint.get("/submissions/<reference>/feedback")
@permit(PROGRAM)
def fetch_feedback(reference: str) -> Response:
    """The feedback pages of a submission; always files, never pages of the portal."""
    session = current_session()
    submission = exchange.get_submission(session, caller(), reference)
    feedback = feedback_of(session, [submission], locale()).get(submission.id)
    if feedback is None:
        raise NoFeedback(submission.reference)
    return zipped(feedback.files(submission, blobs()), f"{submission.reference}-feedback")


@blueprint.put("/submissions/<reference>/feedback")
@permit(PROGRAM)
def put_feedback(reference: str) -> Response:
    """Give feedback pages back to the learner."""
    session = current_session()
    submission = exchange.get_taught_submission(session, caller(), reference)
    given = return_feedback(session, submission, sent_files(platform_limits()), blobs=blobs(), actor=actor())
    return jsonify(reference=submission.reference, returned_at=given.returned_at.isoformat())


@blueprint.get("/courses/<course>/source")
@permit(PROGRAM)
def course_source(course: str) -> Response:
    """The sources of a course, by assignment, for those who teach it."""
    contents = {
        f"{task.name}/{path}": content
        for task, release in exchange.course_sources(current_session(), caller(), course)
        for path, content in blobs().get_tree(Tree.from_json(release.source_tree)).items()
    }
    return zipped(contents, f"{course}-source")
