"""Looks at a course's reading before it is published: the text itself, and every figure that it shows."""

from pathlib import Path

from naruteo_portal.catalogue.reading import FIGURE_TYPES, figure_path, figure_type, figures_in
from naruteo_portal.core.safe_yaml import Text

LARGEST_TEXT, LARGEST_FIGURE = 500_000, 2_000_000
# How the content of each kind of picture begins; an SVG says so in its first lines.
BEGINNINGS = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
FIRST_LINES = 2_000


def inspect_reading(folder: Path, file: str) -> list[Text]:
    """Everything that keeps a text from being published."""
    place = folder / file
    if not place.is_file() or place.is_symlink():
        return [Text(f"'{file}' 파일이 없습니다.", f"The file '{file}' does not exist.")]
    try:
        text = place.read_bytes()[: LARGEST_TEXT + 1].decode("utf-8")
    except UnicodeDecodeError:
        return [Text(f"'{file}'은(는) UTF-8 글이 아닙니다.", f"'{file}' is not UTF-8 text.")]
    if len(text.encode()) > LARGEST_TEXT:
        return [Text(f"'{file}'이(가) 너무 큽니다. 나누어 주세요.", f"'{file}' is too large. Divide it.")]
    return [fault for address, alt in figures_in(text) for fault in _figure(folder, file, address, alt)]


def _figure(folder: Path, file: str, address: str, alt: str) -> list[Text]:
    path = figure_path(file, address)
    if path is None:
        kinds = ", ".join(sorted(FIGURE_TYPES))
        return [
            Text(
                f"그림 '{address}'은(는) reading 폴더 안의 파일({kinds})이어야 합니다.",
                f"The figure '{address}' must be a file ({kinds}) in the folder reading.",
            )
        ]
    faults = []
    if not alt:
        faults.append(
            Text(
                f"그림 '{address}'에 설명이 없습니다. ![설명](주소) 모양으로 적어 주세요.",
                f"The figure '{address}' has no words for those who cannot see it. Write ![words](address).",
            )
        )
    place = folder / path
    if not place.is_file() or place.is_symlink():
        faults.append(Text(f"그림 '{path}' 파일이 없습니다.", f"The figure '{path}' does not exist."))
    elif not _is_figure(place):
        faults.append(
            Text(
                f"그림 '{path}'은(는) 이름이 말하는 그림이 아니거나 2 MB보다 큽니다.",
                f"The figure '{path}' is not what its name says, or larger than 2 MB.",
            )
        )
    return faults


def _is_figure(place: Path) -> bool:
    content = place.read_bytes()
    beginning = BEGINNINGS.get(figure_type(place.name))
    fits = content.startswith(beginning) if beginning else b"<svg" in content[:FIRST_LINES]
    return fits and len(content) <= LARGEST_FIGURE
