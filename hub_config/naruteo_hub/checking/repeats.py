"""Run the course's own answers under different chance and learners' seeds, each time in a fresh process."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from naruteo_hub.checking.bench import Bench, Ran, name_of, passes, runs
from naruteo_hub.checking.findings import Finding, Tell
from naruteo_hub.grading.forking import ForkServer
from naruteo_hub.grading.judging.plan import is_test
from naruteo_hub.grading.preparation import Prepared, PreparedNotebook
from naruteo_hub.grading.processes import environment
from naruteo_hub.grading.servers import PRELOADED, lend_server
from naruteo_hub.seeds import SEED_FILE, seed_in, seed_number

AT_ONCE = 2
NETWORK = re.compile(
    r"gaierror|URLError|ConnectionError|ConnectTimeout|ConnectionRefused|MaxRetryError|NewConnectionError"
    r"|Name or service not known|Temporary failure in name resolution|Network is unreachable|socket\.timeout",
)
MEMORY = re.compile(r"MemoryError|Unable to allocate|_ArrayMemoryError")


@dataclass
class Run:
    """One notebook's solution, run once."""

    seed: int
    cells: dict[int, Ran] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    megabytes: float = 0.0
    at_peak: str = ""


@contextmanager
def server_for(libraries: frozenset[str], seed: int) -> Iterator[ForkServer]:
    """Lend an interpreter with another order of sets for every seed; that of seed 0 is the grader's own."""
    if seed == 0:
        with lend_server(libraries) as server:
            yield server
        return
    modules = {module for library in libraries for module in PRELOADED.get(library, ())}
    server = ForkServer(modules, {**environment(), "PYTHONHASHSEED": str(seed)})
    try:
        yield server
    finally:
        server.close()


def run_once(prepared: Prepared, notebook: PreparedNotebook, server: ForkServer, seed: int, cell_seconds: float) -> Run:
    """Run all cells of a solved notebook in their order."""
    run = Run(seed)
    with Bench(notebook, prepared.with_seed(seed_number(seed)).files, server, seed) as bench:
        for place, cell in enumerate(bench.cells):
            if not runs(cell):
                continue
            ran = run.cells[place] = bench.run(cell.source, 2 * cell_seconds)
            if is_test(cell) and not passes(cell, ran):
                run.lost.append(name_of(cell, place))
            if ran.late or ran.died:
                break
            megabytes = bench.peak_megabytes()
            if megabytes > run.megabytes:
                run.megabytes, run.at_peak = megabytes, name_of(cell, place)
    return run


def run_all(
    prepared: list[Prepared], seeds: int, cell_seconds: float, done: Callable[[], None]
) -> dict[tuple[str, str], list[Run]]:
    """Run every notebook under every seed; the results by assignment and notebook, in the order of the seeds."""
    libraries = frozenset[str]().union(*(each.libraries for each in prepared))
    found: dict[tuple[str, str], list[Run]] = {}

    def under(seed: int) -> list[tuple[str, str, Run]]:
        with server_for(libraries, seed) as server:
            own = []
            for each in prepared:
                for name, notebook in each.notebooks.items():
                    own.append((each.assignment, name, run_once(each, notebook, server, seed, cell_seconds)))
                    done()
            return own

    with ThreadPoolExecutor(AT_ONCE) as threads:
        for runs_of_seed in threads.map(under, range(seeds)):
            for assignment, name, run in runs_of_seed:
                found.setdefault((assignment, name), []).append(run)
    return found


def check_runs(
    prepared: Prepared,
    notebook: PreparedNotebook,
    found: list[Run],
    cell_seconds: float,
    megabytes: float,
    tell: Tell,
) -> None:
    """Tell which cells fail, differ between the runs, need the network, or take too much."""

    def finding(rule: str, cell: str, reason: str) -> None:
        tell(Finding(rule, reason, prepared.assignment, notebook.name, cell))

    cells = notebook.solved.cells
    first = found[0]
    for place, ran in first.cells.items():
        cell = cells[place]
        name = name_of(cell, place)
        if ran.well or "raises-exception" in cell.metadata.get("tags", []):
            continue
        written = str(ran.outputs)
        if NETWORK.search(written):
            finding("network", name, f"The cell needs the network: {ran.fault}")
        elif MEMORY.search(written) or ran.died:
            finding("limits", name, f"The cell takes more than {megabytes:g} MiB, or ends its process: {ran.fault}")
        elif not ran.late:
            by_chance = is_test(cell) and any(place in run.cells and name not in run.lost for run in found)
            rule = "repeatable" if by_chance else "solution"
            finding(rule, name, f"The cell fails with the course's own answers: {ran.fault}")
    for run in found[1:]:
        for name in run.lost:
            if name not in first.lost:
                others = prepared.with_seed(seed_number(run.seed)).files
                own = f" ({SEED_FILE}: {seed_in(others)})" if SEED_FILE in others else ""
                reason = f"The solution loses the points under seed {run.seed}{own}, not under seed 0."
                finding("repeatable", name, reason)
    for place in first.cells:
        # The least of all runs: a busy machine makes any cell slow once.
        seconds = min(run.cells[place].seconds for run in found if place in run.cells)
        if seconds > cell_seconds:
            finding("limits", name_of(cells[place], place), f"The cell takes more than {cell_seconds:g} s.")
    peak = min(found, key=lambda run: run.megabytes)
    if peak.megabytes > megabytes:
        reason = f"The notebook's process holds {peak.megabytes:.0f} MiB, more than {megabytes:g}."
        finding("limits", peak.at_peak, reason)
