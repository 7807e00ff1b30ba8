"""Imports and shares of programmes, as many as wanted, and the pages that show them."""

from dataclasses import asdict

from sqlalchemy.orm import Session

from naruteo_analytics.intake.faults import Fault, Kind
from naruteo_portal.core.clock import now
from naruteo_portal.identity.models import Account, OrganisationKind
from naruteo_portal.insight.models import ImportState, Programme, ProgrammeImport
from naruteo_testing.factories import make_organisation
from naruteo_testing.insight import share


def make_import(session: Session, programme: Programme, account: Account, faults: int = 3) -> ProgrammeImport:
    """Tables that were checked, with so many faults."""
    listed = [
        asdict(Fault("studentInfo.csv", number, "final_result", Kind.NOT_ALLOWED, "Passed", "Pass, Fail"))
        for number in range(2, 2 + faults)
    ]
    made = ProgrammeImport(
        programme_id=programme.id, form=programme.source, state=ImportState.CHECKED, file_name="tables.zip",
        sha256="0" * 64, size=1000, done=100, counts={"courses": 2, "studentVle": 1000}, faults=listed,
        faults_in_all=faults, handed_in_by_id=account.id, handed_in_at=now(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def grow_imports(session: Session, programme: Programme, account: Account, times: int) -> None:
    """So many more imports, faults and shares."""
    for _time in range(times):
        make_import(session, programme, account, faults=times)
        share(session, programme, make_organisation(session, OrganisationKind.EMPLOYER))
    session.commit()


def pages_of_imports(programme: Programme, tables: ProgrammeImport) -> dict[str, str]:
    """The pages of those who keep a programme, by name."""
    start = f"/reviews/{programme.reference}"
    return {
        "new programme": "/reviews/new",
        "imports": f"{start}/imports",
        "import": f"{start}/imports/{tables.id}",
        "shares": f"{start}/shares",
        "one person": f"{start}/person",
        "free question": f"{start}/explore?by1=region&by2=sex&stage=passed",
    }
