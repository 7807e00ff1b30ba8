"""Publishing a course: a new edition whenever its content has changed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.errors import OwnedByAnother
from naruteo_portal.catalogue.facts import Sources, content_sha256, document_of
from naruteo_portal.catalogue.manifest import Manifest
from naruteo_portal.catalogue.manifest import Organisation as Provider
from naruteo_portal.catalogue.manifest import Task as PlannedTask
from naruteo_portal.catalogue.models import Course, Edition, Task
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.storage import Tree
from naruteo_portal.identity.models import Organisation, OrganisationKind


@dataclass(frozen=True)
class Publication:
    """What publishing came to: the edition that holds the content now, and whether it is a new one."""

    edition: Edition
    new: bool


def publish_edition(
    session: Session,
    manifest: Manifest,
    sources: Sources,
    readings: Mapping[str, str],
    figures: Tree,
    organisation: Organisation,
    *,
    actor: Actor,
) -> Publication:
    """Make a new edition of a course, unless the latest one says exactly the same."""
    document = document_of(manifest, readings)
    sha256 = content_sha256(document, sources, figures)
    course = _course(session, manifest.slug, organisation, actor)
    latest = session.scalar(
        select(Edition).where(Edition.course_id == course.id).order_by(Edition.number.desc()).limit(1)
    )
    if latest is not None and latest.sha256 == sha256:
        return Publication(latest, new=False)
    edition = edition_saying(manifest, document, figures)
    edition.course_id, edition.number, edition.sha256 = course.id, latest.number + 1 if latest else 1, sha256
    edition.published_by_id = actor.account_id
    session.add(edition)
    record(session, actor, "published", edition, slug=course.slug, number=edition.number, sha256=sha256)
    return Publication(edition, new=True)


def edition_saying(manifest: Manifest, document: dict[str, Any], figures: Tree) -> Edition:
    """An edition with its tasks that says what a manifest does, of no course yet."""
    return Edition(
        title=manifest.title.both(),
        summary=manifest.summary.both(),
        level=manifest.level,
        hours=manifest.hours,
        delivery=manifest.delivery,
        languages=list(manifest.languages),
        skills=document["skills"],
        manifest=document,
        figures=figures.to_json(),
        published_at=now(),
        tasks=[_task(position, task) for position, task in enumerate(manifest.tasks, start=1)],
    )


def organisation_named(session: Session, slug: str) -> Organisation:
    """The organisation with that slug."""
    organisation = session.scalar(select(Organisation).where(Organisation.slug == slug))
    if organisation is None:
        raise NotFound(N_("There is no organisation with the slug %(slug)s.", slug=slug))
    return organisation


def provider_of(session: Session, manifest: Manifest, *, actor: Actor) -> Organisation:
    """The organisation that a manifest names as its provider; registered if it is not known yet."""
    provider = manifest.organisation
    if provider is None:
        raise NotFound(N_("course.yaml names no organisation. Name one there, or with --organisation."))
    found = session.scalar(
        select(Organisation)
        .where(
            Organisation.kind == OrganisationKind(provider.kind),
            Organisation.name["ko"].astext == provider.name.ko,
        )
        .order_by(Organisation.id)
        .limit(1)
    )
    return found or _register(session, provider, actor)


def _register(session: Session, provider: Provider, actor: Actor) -> Organisation:
    base = re.sub(r"[^a-z0-9]+", "-", provider.name.en.lower()).strip("-") or "organisation"
    taken = set(session.scalars(select(Organisation.slug).where(Organisation.slug.startswith(base, autoescape=True))))
    slug = next(slug for slug in (base, *(f"{base}-{number}" for number in range(2, 1000))) if slug not in taken)
    organisation = Organisation(
        slug=slug,
        kind=OrganisationKind(provider.kind),
        name=provider.name.both(),
        business_number=None,
        created_at=now(),
    )
    session.add(organisation)
    record(session, actor, "registered", organisation, slug=slug)
    return organisation


def _course(session: Session, slug: str, organisation: Organisation, actor: Actor) -> Course:
    # Locked, so that two publications at once do not both take the next number.
    course = session.scalar(
        select(Course).where(Course.slug == slug).options(joinedload(Course.organisation)).with_for_update(of=Course)
    )
    if course is None:
        # Where two people publish the first edition at once, the second meets the unique slug and is refused.
        course = Course(slug=slug, organisation=organisation, created_at=now())
        session.add(course)
        record(session, actor, "created", course, slug=slug)
    elif course.organisation_id != organisation.id:
        raise OwnedByAnother(course, course.organisation.name["ko"])
    return course


def _task(position: int, task: PlannedTask) -> Task:
    return Task(
        position=position,
        name=task.name,
        title=task.title.both(),
        weight=task.weight,
        minutes=task.minutes,
        due_days_after_start=task.due.days_after_start if task.due else None,
        due_time=task.due.time if task.due else None,
        attempt_rule=task.attempts.counts,
        max_attempts=task.attempts.maximum,
        late_policy=task.late.policy,
        grace_minutes=task.late.grace_minutes,
        max_files=task.files.maximum,
        max_bytes=task.files.bytes,
        max_score=task.points,
    )
