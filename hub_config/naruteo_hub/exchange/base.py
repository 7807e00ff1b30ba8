"""What the eight exchange classes share: the portal, the folders, and failing in words."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_data_dir
from nbgrader.exchange import abc
from nbgrader.utils import ignore_patterns
from traitlets import Bool, Unicode, default

from naruteo_hub.exchange.archives import LeadsOut, NotRegular, files_below
from naruteo_hub.exchange.portal import Portal, PortalAway, PortalRefusal

MEGABYTE = 1024 * 1024


class Exchange(abc.Exchange):
    """nbgrader's exchange, kept by the portal instead of a folder that everybody may write to."""

    url = Unicode(help="Address of the portal's exchange interface; default: NARUTEO_EXCHANGE_URL.").tag(config=True)
    root = Unicode("", help="Not used: there is no shared folder. Accepted so that old settings do no harm.").tag(
        config=True
    )
    cache = Unicode(help="Local copies of what was submitted; default: $JUPYTER_DATA_DIR/nbgrader_cache.").tag(
        config=True
    )
    path_includes_course = Bool(
        False, help="Whether assignments stand at ./<course>/<assignment> instead of ./<assignment>."
    ).tag(config=True)

    portal: Portal

    def __init__(self, coursedir: Any = None, authenticator: Any = None, **kwargs: Any) -> None:
        # nbgrader's own callers misspell an argument; whatever else they may pass is no reason to stop.
        authenticator = authenticator or kwargs.get("authentictor")
        known = {name: value for name, value in kwargs.items() if name in ("config", "parent") or self.has_trait(name)}
        super().__init__(coursedir=coursedir, authenticator=authenticator, **known)

    @default("url")
    def _url_default(self) -> str:
        return os.environ.get("NARUTEO_EXCHANGE_URL", "")

    @default("cache")
    def _cache_default(self) -> str:
        return str(Path(jupyter_data_dir()) / "nbgrader_cache")

    def start(self) -> Any:
        """Do the whole transfer; whatever goes wrong is an ExchangeError with words for the person."""
        with self.connected(), self.in_words():
            return super().start()

    def init_src(self) -> None:
        """Most transfers have nothing to compute beforehand."""

    def init_dest(self) -> None:
        """Most transfers have nothing to compute beforehand."""

    @contextmanager
    def connected(self) -> Iterator[None]:
        """A connection to the portal for as long as one transfer takes."""
        token = os.environ.get("JUPYTERHUB_API_TOKEN", "")
        self.portal = Portal(self.url or "http://localhost", token, warn=self.log.warning)
        try:
            if not self.url:
                self.fail(self.portal.say("no-address"))
            if not token:
                self.fail(self.portal.say("no-token"))
            yield
        finally:
            self.portal.close()

    @contextmanager
    def in_words(self) -> Iterator[None]:
        """Turn what goes wrong on the way into the one error that nbgrader's callers expect."""
        try:
            yield
        except (PortalRefusal, PortalAway) as fault:
            self.fail(str(fault))
        except NotRegular as fault:
            self.fail(self.portal.say("link", path=fault.path))
        except LeadsOut as fault:
            self.fail(self.portal.say("leads-out", path=ascii(fault.path)))

    def require_course(self) -> str:
        """The course that this is about."""
        if self.coursedir.course_id in ("", "*"):
            self.fail(self.portal.say("no-course"))
        return str(self.coursedir.course_id)

    def require_access(self) -> None:
        """Ask nbgrader's own plugin, where one is set; the portal decides in any case."""
        if self.authenticator is not None and not self.authenticator.has_access(
            self.coursedir.student_id, self.coursedir.course_id
        ):
            self.fail(self.portal.say("no-access"))

    def assignment_folder(self, course: str, assignment: str) -> Path:
        """Where a learner works on an assignment, as nbgrader writes it."""
        folder = Path(self.assignment_dir)
        return folder / course / assignment if self.path_includes_course else folder / assignment

    def cache_folder(self, course: str, student: str, assignment: str, received_at: str) -> Path:
        """Where the copy of one submission stands."""
        return Path(self.cache) / course / f"{student}+{assignment}+{self.written(received_at)}"

    def written(self, received_at: str) -> str:
        """The portal's instant in nbgrader's form (timestamp.txt, folder names)."""
        return datetime.fromisoformat(received_at).astimezone(UTC).strftime(self.timestamp_format)

    def own_files(self, folder: Path) -> dict[str, bytes]:
        """A folder's files without those that nbgrader's settings leave out."""
        ignore = ignore_patterns(
            exclude=self.coursedir.ignore,
            include=self.coursedir.include,
            max_file_size=self.coursedir.max_file_size,
            log=self.log,
        )
        contents = files_below(folder, ignore)
        size, maximum = sum(map(len, contents.values())), 1000 * self.coursedir.max_dir_size
        if size > maximum:
            self.fail(self.portal.say("too-large", size=size / MEGABYTE, maximum=maximum / MEGABYTE))
        return contents


def one_or_any(value: str) -> str:
    """nbgrader says "any" by an empty text or by a star."""
    return value or "*"
