"""A programme's rollup in one frame, as most questions of analytics want it, and answers compared."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from naruteo_analytics import rollup, shape


def rolled(programme: shape.Programme, folder: Path) -> pd.DataFrame:
    """Roll all events up into a folder, and read them."""
    rollup.refresh(programme.events, folder)
    return rollup.read(folder, programme.events)


def same(ours: pd.DataFrame, theirs: pd.DataFrame, by: Sequence[str]) -> None:
    """Two tables hold the same rows in the same order, of whatever types."""
    assert set(theirs.columns) == set(ours.columns)
    words = dict.fromkeys(by, "str")
    pd.testing.assert_frame_equal(
        ours.astype(words).reset_index(drop=True), theirs[list(ours.columns)].astype(words).reset_index(drop=True),
        check_dtype=False,
    )  # fmt: skip
