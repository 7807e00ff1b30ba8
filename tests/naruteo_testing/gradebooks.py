"""A gradebook's file that came back and one that is being made for nbgrader, for tests that need one of each."""

from sqlalchemy.orm import Session

from naruteo_portal.assessment.gradebook.models import GradebookExport, GradebookImport
from naruteo_portal.catalogue.models import Cohort
from naruteo_portal.core.clock import now
from naruteo_portal.identity.models import Account


def make_gradebook_files(session: Session, cohort: Cohort, account: Account) -> tuple[GradebookImport, GradebookExport]:
    """Both, uploaded and asked for by an account; the file has one row, of somebody unknown."""
    came_back = GradebookImport(
        cohort_id=cohort.id, uploaded_by_id=account.id, uploaded_at=now(), file_name="points.csv", encoding="UTF-8",
        heading=["handle", "state"], rows=[[2, ["nobody", ""]]], unused=[], carried_out_at=None, changed=None,
    )  # fmt: skip
    export = GradebookExport(
        cohort_id=cohort.id, asked_by_id=account.id, asked_at=now(), finished_at=None, shelved_as=None, size=None
    )  # fmt: skip
    session.add_all([came_back, export])
    session.flush()
    return came_back, export
