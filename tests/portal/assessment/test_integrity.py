"""An edition stays what was published, and a check finds out where it did not."""

from pathlib import Path

from sqlalchemy.orm import Session

from naruteo_hub.grading import build_release
from naruteo_portal.assessment.integrity import check_edition
from naruteo_portal.assessment.publishing import publish_course
from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.catalogue.edition_queries import all_editions
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.settings import Settings
from naruteo_testing.catalogue import write_course


def test_every_file_and_every_hash_is_looked_at(session: Session, settings: Settings, tmp_path: Path) -> None:
    blobs = BlobStore(settings.blobs)
    publish_course(session, write_course(tmp_path / "press-line"), build_release, blobs, actor=SYSTEM)
    session.commit()
    session.expire_all()
    (edition,) = all_editions(session, "press-line")
    found = check_edition(session, edition, blobs)
    # Two notebooks with their releases, and one table that is the same everywhere.
    assert (found.files, found.damaged, found.wrong_hashes, found.sound) == (5, (), (), True)

    table = next(
        path for path in Path(settings.blobs).rglob("*") if path.is_file() and path.read_bytes() == b"a,b\n1,2\n"
    )
    table.write_bytes(b"a,b\n9,9\n")
    found = check_edition(session, edition, blobs)
    assert found.damaged == ("01-start/numbers.csv", "02-more/numbers.csv")
    table.unlink()
    assert check_edition(session, edition, blobs).damaged == found.damaged

    edition.manifest = {**edition.manifest, "hours": 5}
    assert check_edition(session, edition, blobs).wrong_hashes == ("edition",)
