"""OULAD several times over: each tile has enrolments, persons and results of its own in the same cohorts."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from naruteo_analytics import shape


def write_tiled(programme: shape.Programme, times: int, folder: Path) -> None:
    """Write so many tiles as one programme in the shape."""
    size = len(programme.enrolments)
    repeated = {
        name: pd.concat([frame.assign(enrolment=frame["enrolment"] + tile * size) for tile in range(times)])
        for name, frame in programme.tables.items()
        if "enrolment" in frame
    }
    persons = np.repeat(np.arange(times), size) * (int(programme.enrolments["person"].max()) + 1)
    repeated["enrolments"]["person"] += persons
    frames = programme.tables | {name: frame.reset_index(drop=True) for name, frame in repeated.items()}
    shape.write(shape.Programme(**frames), folder)
    for cohort, path in programme.events.items():
        with pq.ParquetWriter(shape.event_path(folder / "events", cohort), shape.EVENTS, compression="zstd") as writer:
            for tile in range(times):
                table = pq.read_table(path)
                moved = pa.array(table["enrolment"].to_numpy() + np.int32(tile * size))
                writer.write_table(table.set_column(0, shape.EVENTS.field(0), moved))


def touched(path: Path, place: Path) -> Path:
    """The same events but for the last, which has one more click; in another file."""
    table = pq.read_table(path)
    clicks = table["clicks"].to_numpy().copy()
    clicks[-1] += 1
    pq.write_table(table.set_column(2, shape.EVENTS.field(2), pa.array(clicks)), place, compression="zstd")
    return place
