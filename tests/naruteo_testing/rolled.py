"""A programme's rollup in one frame, as most questions of analytics want it."""

from pathlib import Path

import pandas as pd

from naruteo_analytics import rollup, shape


def rolled(programme: shape.Programme, folder: Path) -> pd.DataFrame:
    """Roll all events up into a folder, and read them."""
    rollup.refresh(programme.events, folder)
    return rollup.read(folder, programme.events)
