"""Why the exchange says no: one class per refusal, each with what to do about it."""

from datetime import date

from naruteo_portal.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooLarge
from naruteo_portal.core.i18n import N_


class ReleaseDoesNotFit(Invalid):
    """The released notebooks and the source notebooks are not two sides of one assignment."""

    code = "release-does-not-fit"


class AlreadyReleased(Conflict):
    """The assignment has a release, and nobody said that a new one is meant."""

    code = "already-released"

    def __init__(self, assignment: str) -> None:
        super().__init__(
            N_(
                "%(assignment)s has been released already. To release a new version, add --force; "
                "what learners handed in stays as it is.",
                assignment=assignment,
            )
        )


class UnknownCourse(NotFound):
    """There is no such course for this person."""

    code = "unknown-course"

    def __init__(self, course: str) -> None:
        super().__init__(N_("There is no course %(course)s. Please check its name.", course=course))


class UnknownAssignment(NotFound):
    """The course has no assignment of this name."""

    code = "unknown-assignment"

    def __init__(self, course: str, assignment: str) -> None:
        super().__init__(
            N_(
                "The course %(course)s has no assignment %(assignment)s. Please check the name in the assignment list.",
                course=course,
                assignment=assignment,
            )
        )


class NotEnrolled(NotAllowed):
    """The person has no place in an open cohort of the course."""

    code = "not-enrolled"

    def __init__(self, course: str) -> None:
        super().__init__(
            N_(
                "You have no place in a running cohort of %(course)s. "
                "Apply on the course's page, or ask its instructor.",
                course=course,
            )
        )


class NotAnInstructor(NotAllowed):
    """The person does not teach the course."""

    code = "not-an-instructor"

    def __init__(self, course: str) -> None:
        super().__init__(N_("Only the instructors of %(course)s can do this.", course=course))


class NotReleasedYet(NotAllowed):
    """The assignment exists, but this person's cohort does not have it yet."""

    code = "not-released"

    def __init__(self, assignment: str, opens: str | None) -> None:
        super().__init__(
            N_("%(assignment)s opens on %(opens)s (Korean time).", assignment=assignment, opens=opens)
            if opens
            else N_("%(assignment)s has not been released yet. Please ask your instructor.", assignment=assignment)
        )


class UnknownSubmission(NotFound):
    """There is no such submission that this person may see."""

    code = "unknown-submission"

    def __init__(self, reference: str) -> None:
        super().__init__(N_("There is no submission %(reference)s that you can open.", reference=reference))


class NoFeedback(NotFound):
    """The submission has not come back yet."""

    code = "no-feedback"

    def __init__(self, reference: str) -> None:
        super().__init__(N_("There is no feedback on %(reference)s yet.", reference=reference))


class TooLate(Conflict):
    """The due instant has passed and the course takes nothing after it."""

    code = "too-late"

    def __init__(self, assignment: str, due: str) -> None:
        super().__init__(
            N_(
                "%(assignment)s was due on %(due)s (Korean time), and this course takes no late work. "
                "Please talk to your instructor.",
                assignment=assignment,
                due=due,
            )
        )


class NoAttemptsLeft(Conflict):
    """All attempts that the course allows have been used."""

    code = "no-attempts-left"

    def __init__(self, assignment: str, maximum: int) -> None:
        super().__init__(
            N_(
                "You have used all %(maximum)s attempts for %(assignment)s. The ones you handed in are kept. "
                "If something went wrong, please talk to your instructor.",
                assignment=assignment,
                maximum=maximum,
            )
        )


class KeyUsedBefore(Conflict):
    """One idempotency key came with two different contents."""

    code = "key-used-before"

    def __init__(self) -> None:
        super().__init__(N_("This hand-in was started with other files. Please hand in again."))


class BadKey(Invalid):
    """A hand-in without a usable idempotency key."""

    code = "bad-key"

    def __init__(self) -> None:
        super().__init__(N_("The request needs an Idempotency-Key of 8 to 200 letters, digits, dots, hyphens or _."))


class BadArchive(Invalid):
    """What was sent is not a zip archive that can be read to its end."""

    code = "bad-archive"

    def __init__(self) -> None:
        super().__init__(N_("The files arrived damaged. Please hand in again."))


class ArchiveTooLarge(TooLarge):
    """The files are larger than is taken, packed or unpacked."""

    def __init__(self, maximum: int) -> None:
        super().__init__(
            N_(
                "The files are too large: at most %(megabytes)s MB are taken. "
                "Please move large data or pictures out of the assignment's folder.",
                megabytes=round(maximum / 1024 / 1024, 1),
            )
        )


class TooManyFiles(TooLarge):
    """There are more files than are taken."""

    code = "too-many-files"

    def __init__(self, maximum: int) -> None:
        super().__init__(
            N_(
                "There are too many files: at most %(maximum)s are taken. "
                "Please move what does not belong to the assignment out of its folder.",
                maximum=maximum,
            )
        )


class PathLeadsOut(Invalid):
    """A file's path is absolute or climbs out of the assignment's folder."""

    code = "path-leads-out"

    def __init__(self, path: str) -> None:
        super().__init__(N_("The path %(path)s leads out of the assignment's folder.", path=path))


class NotARegularFile(Invalid):
    """A link, device or other special file."""

    code = "not-a-regular-file"

    def __init__(self, path: str) -> None:
        super().__init__(
            N_("%(path)s is a link or a special file. Please replace it by the file itself or remove it.", path=path)
        )


class BadFileName(Invalid):
    """A name that not every computer can hold."""

    code = "bad-file-name"

    def __init__(self, path: str) -> None:
        super().__init__(
            N_(
                "The name %(path)s does not work on every computer. "
                'Please rename it without control characters, without < > : " | ? * \\ '
                "and without a dot or a space at its end.",
                path=path,
            )
        )


class SameName(Invalid):
    """Two files that some computers cannot tell apart."""

    code = "same-name"

    def __init__(self, path: str) -> None:
        super().__init__(
            N_("There are two files named %(path)s, or names that differ only in case. Please rename one.", path=path)
        )


class NotebookUnreadable(Invalid):
    """A notebook of the assignment is not a notebook."""

    code = "not-a-notebook"

    def __init__(self, path: str) -> None:
        super().__init__(
            N_(
                "%(path)s is not a Jupyter notebook that can be read. "
                "Open it in JupyterLab and save it; if that fails, rename it and fetch the assignment again.",
                path=path,
            )
        )


class NotebooksMissing(Invalid):
    """Notebooks that were released are not among the files."""

    code = "notebooks-missing"

    def __init__(self, assignment: str, names: list[str]) -> None:
        super().__init__(
            N_(
                "%(assignment)s is incomplete: %(names)s is missing. "
                "Notebooks must keep the names they were released with.",
                assignment=assignment,
                names=", ".join(names),
            )
        )


class WrongAssignment(Invalid):
    """The files belong to another assignment."""

    code = "wrong-assignment"

    def __init__(self, assignment: str, path: str) -> None:
        super().__init__(
            N_(
                "%(path)s does not belong to %(assignment)s. Please check which assignment you are handing in.",
                path=path,
                assignment=assignment,
            )
        )


class AlreadyRegrading(Conflict):
    """Two re-grades of one task in one cohort would each compare with what the other replaces."""

    code = "already-regrading"

    def __init__(self) -> None:
        super().__init__(
            N_("This task is being graded again already. Publish or discard those results before you start anew.")
        )


class NothingToRegrade(Invalid):
    """There is neither work to grade again nor a corrected test to bring to the cohort."""

    code = "nothing-to-regrade"

    def __init__(self) -> None:
        super().__init__(N_("Nobody has handed in anything for this task that could be graded again."))


class RegradeNotFinished(Conflict):
    """Results are published all together, so all of them must be there."""

    code = "regrade-not-finished"

    def __init__(self) -> None:
        super().__init__(N_("Not everything is graded yet. Wait until it is, then publish."))


class RegradeIsOver(Conflict):
    """Somebody has decided about a re-grade already."""

    code = "regrade-is-over"

    def __init__(self) -> None:
        super().__init__(N_("These results have been published or discarded already."))


class AlreadyAsked(Conflict):
    """One request is open for a cell at a time."""

    code = "already-asked"

    def __init__(self) -> None:
        super().__init__(N_("You have asked about this already. Please wait for the answer, or take the request back."))


class TooLateToAsk(Conflict):
    """The days in which learners may ask about a result are over."""

    code = "too-late-to-ask"

    def __init__(self, day: date) -> None:
        super().__init__(N_("Requests about this result could be sent until %(day)s.", day=day.isoformat()))


class RequestIsOver(Conflict):
    """A request was answered or taken back already."""

    code = "request-is-over"

    def __init__(self) -> None:
        super().__init__(N_("This request has been answered or taken back already."))


class SavedMeanwhile(Conflict):
    """Somebody saved the same cell after the page was loaded, and nobody overwrites what they have not seen."""

    code = "saved-meanwhile"

    def __init__(self) -> None:
        super().__init__(
            N_("This cell has been saved meanwhile. Nothing was overwritten; what you entered is not saved.")
        )


class NotAllGraded(Conflict):
    """A submission is released when every one of its cells has points."""

    code = "not-all-graded"

    def __init__(self) -> None:
        super().__init__(N_("Some cells have no points yet. Give them first, then release."))


class MarksHaveChanged(Conflict):
    """Somebody changed points or comments after the page was loaded."""

    code = "marks-have-changed"

    def __init__(self) -> None:
        super().__init__(N_("Points or comments have changed since you loaded the page. Look at them, then release."))


class TooManyRubricItems(Conflict):
    """A rubric that nobody can take in at a glance."""

    code = "too-many-rubric-items"

    def __init__(self, most: int) -> None:
        super().__init__(N_("A cell's rubric has at most %(most)s lines. Take one out first.", most=most))
