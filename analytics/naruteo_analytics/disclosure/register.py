"""What was shown of a population so far, against which everything later is judged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np

from naruteo_analytics.disclosure.population import Block
from naruteo_analytics.disclosure.resolution import Bounds, Levels
from naruteo_analytics.disclosure.tables import Box
from naruteo_analytics.documents import Why

VERSION = 1


@dataclass(frozen=True)
class Shown:
    """What everybody can see of a cell: its count, or why there is none, as of a release."""

    count: int | None
    why: Why | None
    release: str


@dataclass(frozen=True)
class Register:
    """All that was shown of one population, by release.

    It holds the true counts of the releases that are still shown, which later ones are compared with: keep it as
    secret as the data. A register belongs to one population of persons; give each programme its own.

    Parameters
    ----------
    cells : mapping from cell to what is shown of it
    levels : mapping from dimension to its levels so far
    releases : mapping from release to the true counts by the dimensions that are counted together
    judged : int
        How often it was judged.
    bounds : mapping from dimension to sets of levels
        What bounded the populations of tables so far.
    """

    cells: Mapping[Box, Shown] = field(default_factory=dict)
    levels: Levels = field(default_factory=dict)
    releases: Mapping[str, tuple[Block, ...]] = field(default_factory=dict)
    judged: int = 0
    bounds: Bounds = field(default_factory=dict)

    def blocks(self) -> list[Block]:
        """The true counts of the releases, by the dimensions that were counted together."""
        return [block for blocks in self.releases.values() for block in blocks]

    def count(self, release: str, cell: Box) -> int | None:
        """How many were in a cell at a release; None if it was not counted then."""
        for block in self.releases[release]:
            if {dimension for dimension, _chosen in cell} <= set(block.dimensions):
                return block.count(cell)
        return None

    def as_json(self) -> dict[str, Any]:
        """Everything, as JSON knows it."""
        return {
            "version": VERSION,
            "judged": self.judged,
            "bounds": {dimension: [list(each) for each in sets] for dimension, sets in self.bounds.items()},
            "levels": {dimension: list(levels) for dimension, levels in self.levels.items()},
            "releases": {
                release: [
                    {
                        "dimensions": list(block.dimensions), "levels": [list(places) for places in block.places],
                        "counts": block.counts.ravel().tolist(),
                    }
                    for block in blocks
                ]
                for release, blocks in self.releases.items()
            },
            "cells": [
                [[[dimension, list(chosen)] for dimension, chosen in cell], shown.count, shown.why, shown.release]
                for cell, shown in self.cells.items()
            ],
        }  # fmt: skip

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """The register that was written as JSON.

        Raises
        ------
        ValueError
            When a later version wrote it.
        """
        if document.get("version") != VERSION:
            raise ValueError(f"this register is of version {document.get('version')}, and this program reads {VERSION}")
        cells = {
            tuple((dimension, tuple(chosen)) for dimension, chosen in cell): Shown(
                count, Why(why) if why else None, release
            )
            for cell, count, why, release in document["cells"]
        }
        bounds = document["bounds"] if "bounds" in document else _several(cells)
        return cls(
            cells=cells,
            levels={dimension: tuple(levels) for dimension, levels in document["levels"].items()},
            releases={
                release: tuple(
                    Block(
                        each["dimensions"],
                        dict(zip(each["dimensions"], map(tuple, each["levels"]), strict=True)),
                        np.array(each["counts"], np.int64).reshape([len(levels) for levels in each["levels"]]),
                    )
                    for each in blocks
                )
                for release, blocks in document["releases"].items()
            },
            judged=document["judged"],
            bounds={dimension: tuple(map(tuple, sets)) for dimension, sets in bounds.items()},
        )


def _several(cells: Iterable[Box]) -> Bounds:
    """What may have bounded populations, of a register that does not say so: all sets of several levels."""
    found: dict[str, dict[tuple[str, ...], None]] = {}
    for cell in cells:
        for dimension, chosen in cell:
            if len(chosen) > 1:
                found.setdefault(dimension, {})[chosen] = None
    return {dimension: tuple(sets) for dimension, sets in found.items()}
