"""Two submissions side by side: their texts, cut where shared stretches begin and end; knows no database."""

from bisect import bisect_right
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from naruteo_portal.assessment.similarity.reading import Part
from naruteo_portal.assessment.similarity.winnowing import GRAINS, fingerprints_of, fragments, with_places


@dataclass(frozen=True)
class Piece:
    """A piece of a text: with a number it stands in the other submission as well, under the same number."""

    text: str
    number: int | None = None


@dataclass(frozen=True)
class MarkedPart:
    """One cell or file in pieces."""

    part: Part
    pieces: tuple[Piece, ...]

    @property
    def shares(self) -> bool:
        """Whether anything of it stands in the other submission."""
        return any(piece.number is not None for piece in self.pieces)


Stretch = tuple[int, int]
"""The places of a stretch's first and last run."""


def mark_shared(
    one: Sequence[Part], other: Sequence[Part], ignored: AbstractSet[int]
) -> tuple[list[MarkedPart], list[MarkedPart]]:
    """Both submissions with what they share numbered in the order of the first."""
    shared = fragments(fingerprints_of(one), fingerprints_of(other), ignored)
    return _marked(one, [each.here for each in shared]), _marked(other, [each.there for each in shared])


def _marked(parts: Sequence[Part], stretches: Sequence[Stretch]) -> list[MarkedPart]:
    placed = with_places(parts)
    begins = [begin for begin, _part in placed]
    spans: list[list[tuple[int, int, int]]] = [[] for _ in parts]
    for number, (first, last) in enumerate(stretches, 1):
        at = bisect_right(begins, first) - 1
        symbols, begin = parts[at].symbols, begins[at]
        end = symbols[last - begin + GRAINS[parts[at].kind].length - 1].end
        spans[at].append((symbols[first - begin].start, end, number))
    return [MarkedPart(part, tuple(_pieces(part.text, sorted(spans[at])))) for at, part in enumerate(parts)]


def _pieces(text: str, spans: Sequence[tuple[int, int, int]]) -> list[Piece]:
    """The text in pieces; where stretches overlap, the one that begins later goes before."""
    pieces: list[Piece] = []
    at = 0
    for place, (start, end, number) in enumerate(spans):
        following = spans[place + 1][0] if place + 1 < len(spans) else len(text)
        pieces += [Piece(text[at:start])] if at < start else []
        at = max(at, min(end, following))
        pieces.append(Piece(text[start:at], number))
    return [*pieces, Piece(text[at:])] if at < len(text) else pieces
