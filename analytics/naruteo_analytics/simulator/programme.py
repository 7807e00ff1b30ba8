"""A whole made programme, in the shape: by one seed, always the same."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from naruteo_analytics import shape
from naruteo_analytics.simulator import activity, parameters, people, work


def simulate(seed: int = 0, *, folder: Path, cohorts: int = 22, scale: float = 1.0) -> shape.Programme:
    """Make a programme of invented people, as large as OULAD unless a smaller scale is asked for.

    Parameters
    ----------
    seed : int
        The same seed, cohorts and scale give the same programme, to the byte.
    folder : Path
        Where the event files go, one per cohort. Nothing else is written; `shape.write` writes the rest.
    cohorts : int
        How many, in the order of OULAD's 22 presentations; more of them begin again two years later.
    scale : float
        Of the enrolments in each cohort, and so of everything (1: about 32,600 enrolments and 10.7 million events in
        all). A cohort has at least eight enrolments.

    Returns
    -------
    Programme
        With responses and destinations, and every attribute but deprivation. `parameters` says where each share comes
        from. It is for demonstrations and tests: no figure of it says anything about real people.

    Raises
    ------
    ValueError
        Fewer than one cohort, or a scale that is not above 0.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as name:
    ...     made = simulate(1, folder=Path(name), cohorts=1, scale=0.1)
    >>> made.cohorts["cohort"].tolist(), len(made.enrolments)
    (['process-data-2023-autumn'], 38)
    """
    if cohorts < 1 or not scale > 0:
        raise ValueError("A made programme has at least one cohort and a scale above 0.")
    folder.mkdir(parents=True, exist_ok=True)
    of = people.cohorts(cohorts)
    everybody = people.enrolments(np.random.default_rng(seed), of, scale)
    tasks, results, responses, paths = [], [], [], {}
    for at, (cohort, members) in enumerate(everybody.groupby("cohort", sort=False)):
        # Each cohort draws for itself, so that none changes with how many others there are events of.
        random, course = np.random.default_rng((seed, at)), parameters.COURSES[of["module"].iloc[at]]
        length = int(of["length"].iloc[at])
        silent = activity.working_days(random, members, length)
        events = activity.events(random, members, course, silent)
        path = shape.event_path(folder, str(cohort))
        pq.write_table(
            pa.Table.from_pandas(events, shape.EVENTS, preserve_index=False).replace_schema_metadata(),
            path, compression="zstd",
        )  # fmt: skip
        paths[str(cohort)] = path
        tasks.append(work.assessments(str(cohort), length, course))
        results.append(work.results(random, members, tasks[-1], silent, course))
        responses.append(work.responses(random, members, silent, length))
    destinations = work.destinations(np.random.default_rng((seed, cohorts)), everybody)
    return shape.Programme(
        shape.typed("cohorts", of), shape.typed("enrolments", everybody),
        shape.typed("assessments", pd.concat(tasks)), shape.typed("results", pd.concat(results)),
        shape.typed("responses", pd.concat(responses)), shape.typed("destinations", destinations), paths,
    )  # fmt: skip
