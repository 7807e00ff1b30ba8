"""Demo content: a university's programme of invented people, and OULAD where its folder is given.

They are only asked for at the start; the analyst makes them afterwards, and the pages say so until then.
"""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.core.jobs import enqueue
from naruteo_portal.identity.models import Organisation
from naruteo_portal.insight.models import Programme, Release, Source
from naruteo_portal.insight.programmes import open_programme
from naruteo_portal.insight.releases import QUEUE
from naruteo_portal.settings import Settings

SIMULATED = {"ko": "산업 AI 재교육(가상 자료)", "en": "Retraining for industrial AI (invented data)"}
OULAD = {"ko": "영국 개방대학교 공개 자료(OULAD)", "en": "Open University Learning Analytics Dataset (OULAD)"}


def make_demo_programmes(session: Session, university: Organisation, settings: Settings) -> None:
    """Open the programmes that the demo lacks, and ask for what they lack still."""
    if settings.demo_cohorts:
        programme = _programme(session, university, SIMULATED, Source.SIMULATED, settings)
        if not _is_released(session, programme):
            enqueue(
                session, "insight.simulate", queue=QUEUE, once=f"simulate-{programme.id}", programme_id=programme.id,
                cohorts=settings.demo_cohorts, scale=settings.demo_scale,
            )  # fmt: skip
    if settings.oulad:
        programme = _programme(session, university, OULAD, Source.OULAD, settings)
        if not _is_released(session, programme):
            enqueue(
                session, "insight.load_oulad", queue=QUEUE, once=f"oulad-{programme.id}", programme_id=programme.id,
                folder=str(Path(settings.oulad).resolve()),
            )  # fmt: skip


def _programme(
    session: Session, university: Organisation, title: dict[str, str], source: Source, settings: Settings
) -> Programme:
    found = session.scalar(
        select(Programme).where(Programme.organisation_id == university.id, Programme.title == title)
    )
    return found or open_programme(session, university.id, title, source, settings, actor=SYSTEM)


def _is_released(session: Session, programme: Programme) -> bool:
    session.flush()
    return session.scalar(select(Release.id).where(Release.programme_id == programme.id).limit(1)) is not None
