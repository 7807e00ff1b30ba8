"""The copy of a source that is kept with a figure: a file of a few kinds, known by its content and its name."""

from dataclasses import dataclass

from naruteo_portal.core.errors import Invalid, TooLarge
from naruteo_portal.core.i18n import N_

MOST_BYTES = 10 * 1024 * 1024
MOST_NAME = 200
BEGINNINGS = {
    "pdf": b"%PDF-",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "hwp": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "hwpx": b"PK\x03\x04",
}
"""By the ending of the name how the content begins."""
MARKS = {"hwpx": b"mimetypeapplication/hwp+zip"}
"""What else stands near the beginning: a HWPX file is one of many kinds of archives."""
KINDS = "PDF, HWP, HWPX, PNG, JPG"


@dataclass(frozen=True)
class Copy:
    """A file as it was sent."""

    name: str
    content: bytes

    def check(self) -> None:
        """Refuse what is no copy of a source: another kind of file, an empty one, one that is too large."""
        if len(self.content) > MOST_BYTES:
            raise TooLarge(
                N_("The file is larger than %(size)d MB. Keep only the pages that matter.", size=MOST_BYTES >> 20)
            )
        ending = self.name.rpartition(".")[2].lower()
        if (
            ending not in BEGINNINGS
            or not self.content.startswith(BEGINNINGS[ending])
            or MARKS.get(ending, b"") not in self.content[:200]
        ):
            raise Invalid(
                N_("This is not one of these kinds of files, or its name says another kind: %(kinds)s.", kinds=KINDS)
            )
        if len(self.name) > MOST_NAME or not self.name.isprintable():
            raise Invalid(
                N_("The name of the file is too long, or has signs that cannot be shown. Give it another one.")
            )
