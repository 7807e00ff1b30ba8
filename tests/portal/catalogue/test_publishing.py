"""Publishing a course folder: editions, releases, and what is refused."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from naruteo_portal.assessment.models import Release
from naruteo_portal.assessment.publishing import files_below, publish_course
from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.audit.models import Event
from naruteo_portal.catalogue.editions import Publication
from naruteo_portal.catalogue.errors import OwnedByAnother
from naruteo_portal.catalogue.manifest import ManifestError
from naruteo_portal.catalogue.models import Course, Edition, LatePolicy
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.models import Organisation, OrganisationKind
from naruteo_testing.catalogue import write_course
from naruteo_testing.factories import make_organisation


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_course(tmp_path / "press-line")


def as_it_is(folder: Path, assignment: str) -> Mapping[str, bytes]:
    """A release that leaves everything in; making a real one is the grading engine's part."""
    return files_below(folder / "source" / assignment)


def publish(session: Session, folder: Path, organisation: str | None = None) -> Publication:
    blobs = BlobStore(folder.parent / "blobs")
    return publish_course(session, folder, as_it_is, blobs, actor=SYSTEM, organisation=organisation)


def test_a_first_publication_makes_edition_tasks_and_releases(session: Session, folder: Path) -> None:
    publication = publish(session, folder)

    edition = publication.edition
    assert (publication.new, edition.number, edition.title["ko"]) == (True, 1, "프레스 라인")
    first, second = edition.tasks
    assert (first.name, first.weight, first.max_score, first.due_days_after_start) == ("01-start", 40, 5.0, 7)
    assert (second.due_days_after_start, second.max_attempts, second.grace_minutes) == (None, 5, 30)
    assert second.late_policy is LatePolicy.ACCEPTED_AND_MARKED
    assert (second.max_files, second.max_bytes) == (20, 10_000_000)
    releases = session.scalars(select(Release).order_by(Release.task_id)).all()
    assert [(release.task_id, release.number) for release in releases] == [(first.id, 1), (second.id, 1)]
    assert [file["path"] for file in releases[0].source_tree] == ["numbers.csv", "work.ipynb"]
    verbs = session.scalars(select(Event.verb).order_by(Event.id)).all()
    assert verbs == ["registered", "created", "published", "released", "released"]
    owner = session.scalars(select(Organisation)).one()
    assert (owner.slug, owner.kind) == ("naru-learning-place", OrganisationKind.TRAINING_PROVIDER)


def test_the_same_content_is_not_published_twice(session: Session, folder: Path) -> None:
    first = publish(session, folder)
    again = publish(session, folder)

    assert (again.new, again.edition.id) == (False, first.edition.id)
    assert len(session.scalars(select(Release)).all()) == 2


@pytest.mark.parametrize("changed", ["course.yaml", "source/02-more/numbers.csv"])
def test_a_change_anywhere_makes_a_new_edition(session: Session, folder: Path, changed: str) -> None:
    publish(session, folder)
    place = folder / changed
    place.write_text(place.read_text().replace("minutes: 60", "minutes: 61").replace("1,2", "1,3"))

    publication = publish(session, folder)

    assert (publication.new, publication.edition.number) == (True, 2)
    course = session.scalars(select(Course).options(selectinload(Course.editions))).one()
    assert [edition.number for edition in course.editions] == [2, 1]


def test_going_back_to_an_earlier_content_is_a_new_edition(session: Session, folder: Path) -> None:
    place = folder / "source/02-more/numbers.csv"
    before = place.read_text()
    publish(session, folder)
    place.write_text("a\n")
    publish(session, folder)
    place.write_text(before)

    assert publish(session, folder).edition.number == 3


def test_what_editors_leave_behind_is_not_part_of_a_task(folder: Path) -> None:
    source = folder / "source" / "01-start"
    (source / ".ipynb_checkpoints").mkdir()
    (source / ".ipynb_checkpoints" / "work-checkpoint.ipynb").write_text("{}")
    (source / "__pycache__").mkdir()
    (source / "__pycache__" / "x.pyc").write_bytes(b"x")
    (source / "secret").symlink_to("/etc/passwd")

    assert list(files_below(source)) == ["numbers.csv", "work.ipynb"]


def test_a_course_can_be_published_for_an_organisation_by_name(session: Session, folder: Path) -> None:
    organisation = make_organisation(session, slug="river-school")

    publication = publish(session, folder, "river-school")

    assert session.get_one(Course, publication.edition.course_id).organisation_id == organisation.id
    with pytest.raises(NotFound):
        publish(session, folder, "nobody")


def test_a_course_stays_with_its_organisation(session: Session, folder: Path) -> None:
    make_organisation(session, slug="river-school")
    publish(session, folder)

    with pytest.raises(OwnedByAnother):
        publish(session, folder, "river-school")


def test_a_bad_manifest_is_refused_whole(session: Session, folder: Path) -> None:
    place = folder / "course.yaml"
    place.write_text(place.read_text().replace("hours: 4", "hours: -4").replace("weight: 40", "weight: 50"))

    with pytest.raises(ManifestError) as caught:
        publish(session, folder)

    assert len(caught.value.faults) == 2
    assert session.scalars(select(Edition)).all() == []
