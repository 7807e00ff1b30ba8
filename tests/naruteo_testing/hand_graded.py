"""A cohort whose submissions wait for a person: a question that tests grade, and one that only a person can grade."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session, joinedload

from naruteo_portal.assessment.grading import Verdict, queue_grading, settle_run, start_run
from naruteo_portal.assessment.marks import Standing, standing_of
from naruteo_portal.assessment.models import Release, Submission, SubmissionState
from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.catalogue.models import Cohort, Edition
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.models import Account, OrganisationKind, Role
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.factories import make_account, make_organisation
from naruteo_testing.submissions import make_release, make_submission

CELLS: list[dict[str, Any]] = [
    {"notebook": "work", "grade_id": "test-rate", "anchor": "nb-1", "points": 7.0, "max_points": 7.0, "kind": "auto",
     "heading": "불량률"},
    {"notebook": "work", "grade_id": "essay", "anchor": "nb-2", "points": None, "max_points": 3.0, "kind": "manual",
     "heading": "나의 생각"},
]  # fmt: skip
ODD = {
    "code": "timeout", "evidence": "work: test-rate",
    "messages": {"ko": "셀의 실행 시간이 너무 길어 멈췄습니다.", "en": "A cell ran for too long and was stopped."},
}  # fmt: skip
# As the grader writes it (hub_config/naruteo_hub/grading/templates/feedback.html.jinja).
PAGE = """<article class="nb-notebook" id="nb-0">
<h3 class="nb-title">work</h3>
<div class="nb-cell nb-cell--given">
<div class="nb-text"><p>불량률을 계산하세요.</p></div>
</div>
<div class="nb-cell nb-cell--answer">
<pre class="nb-pre nb-pre--code" tabindex="0" role="group" aria-label="코드 2"><code>rate = 3 / 120</code></pre>
</div>
<div class="nb-cell nb-cell--test nb-cell--passed" id="nb-1">
<h4 class="nb-heading">테스트 test-rate</h4>
<p class="nb-points"><strong>7 / 7</strong></p>
<pre class="nb-pre nb-pre--code" tabindex="0" role="group" aria-label="코드 3"><code>assert rate == 0.025</code></pre>
</div>
<div class="nb-cell nb-cell--given">
<div class="nb-text"><p>이 불량률을 반장에게 어떻게 설명하겠습니까?</p></div>
</div>
<div class="nb-cell nb-cell--answer nb-cell--awaiting" id="nb-2">
<h4 class="nb-heading">과제 essay</h4>
<p class="nb-points"><strong>3점</strong></p>
<div class="nb-text"><p>백이십 개 가운데 세 개가 불량입니다.</p></div>
</div>
</article>
"""


@dataclass
class Marking:
    """A cohort with two instructors, and the submissions of its learners for the first task."""

    session: Session
    blobs: BlobStore
    edition: Edition
    release: Release
    cohort: Cohort
    instructor: Account
    colleague: Account
    submissions: list[Submission] = field(default_factory=list)
    learners: list[Account] = field(default_factory=list)

    def hand_in(self, name: str = "김하늘", *, odd: bool = False) -> Submission:
        """One more learner whose submission waits for a person."""
        learner = make_account(self.session, name)
        place = make_enrolment(self.session, self.cohort, learner)
        submission = make_submission(self.session, place, self.release)
        page = self.blobs.put(PAGE.encode())
        run = queue_grading(self.session, submission, actor=SYSTEM)
        start_run(self.session, run.id)
        feedback = {language: {"work": page} for language in ("ko", "en")}
        flags = [ODD] if odd else []
        settle_run(self.session, run.id, Verdict(SubmissionState.NEEDS_REVIEW, 7.0, 10.0, CELLS, flags, feedback, 1.0))
        self.session.flush()
        self.submissions.append(submission)
        self.learners.append(learner)
        return submission

    def standing(self, submission: Submission) -> Standing:
        """How far the grading of a submission is."""
        found = self.session.get_one(
            Submission, submission.id, options=[joinedload(Submission.current_run)], populate_existing=True
        )
        return standing_of(self.session, found)


def make_marking(session: Session, blobs: BlobStore, *names: str) -> Marking:
    """The cohort, with one waiting submission for each name."""
    provider = make_organisation(session, OrganisationKind.TRAINING_PROVIDER)
    instructor, colleague = (
        make_account(session, name, roles=((Role.INSTRUCTOR, provider),)) for name in ("이정민", "한소리")
    )
    edition = make_edition(session, provider)
    cohort = make_cohort(session, edition, instructors=(instructor, colleague))
    release = make_release(session, edition.tasks[0], blobs)
    marking = Marking(session, blobs, edition, release, cohort, instructor, colleague)
    for name in names:
        marking.hand_in(name)
    return marking
