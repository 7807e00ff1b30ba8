"""Hand-ins while everything is killed, full, wrong or away: each receipt ends graded once, and nothing stays behind."""

import contextlib
import hashlib
import os
import random
import shutil
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import psutil
import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import joinedload

from naruteo_hub.exchange.archives import pack
from naruteo_hub.exchange.portal import Portal, PortalAway
from naruteo_portal.assessment.models import GradingRun, Submission, SubmissionState
from naruteo_portal.audit.models import Event
from naruteo_portal.core.database import patiently, unit_of_work
from naruteo_portal.core.scratch import sweep
from naruteo_portal.core.storage import BlobStore, Tree
from naruteo_testing.away_hub import PREFIX
from naruteo_testing.besieged import Besieged, besieged
from naruteo_testing.besieged_process import POISON
from naruteo_testing.classroom import make_classroom, solved
from naruteo_testing.hub import wait_until

LEARNERS = 4
HOUR = 3600.0
# One submission in the worst of cases waits for three tries, each found out and put off.
PATIENCE_SECONDS = 240.0
SECONDS_EACH = 6.0


@dataclass(frozen=True)
class Expected:
    """A receipt, and what has to come of it."""

    reference: str
    sha256: str
    score: float | None


@dataclass
class Siege:
    """Learners who hand in, and a hand that strikes meanwhile."""

    up: Besieged
    chance: random.Random
    receipts: list[Expected] = field(default_factory=list)
    struck: Counter[str] = field(default_factory=Counter)

    def hand_in(self, handle: str, files: dict[str, bytes], score: float | None) -> None:
        """Hand in as a notebook server does, until there is a receipt."""
        key = f"{handle}-{hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()[:20]}"
        portal = Portal(f"{self.up.portal}/api/exchange/v1", PREFIX + handle, warn=lambda _message: None)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                receipt, _before = portal.submit("shop-floor", "first", pack(files), key=key, incomplete=False)
                break
            except PortalAway:
                assert time.monotonic() < deadline, "no receipt however often it was tried"
        portal.close()
        self.receipts.append(Expected(receipt["reference"], receipt["sha256"], score))

    def strike(self, kind: str) -> None:
        """Do one harm."""
        with contextlib.suppress(psutil.NoSuchProcess, ProcessLookupError):
            self.kinds()[kind]()
            self.struck[kind] += 1

    def kinds(self) -> dict[str, Callable[[], None]]:
        """Every harm by its name."""
        return {
            "portal": lambda: self._kill_group("portal"),
            "a portal's process": lambda: self._kill_one(self.up.processes("portal")),
            "worker": lambda: self._kill_group("worker"),
            "grader": lambda: self._kill_one(self.up.processes(self.chance.choice(self.up.graders))[:1]),
            "sandbox": self._kill_sandbox,
            "database": self.up.kill_database,
            "hub away": self._hub_away,
            "disk full": self._disk_full,
            "clock": lambda: self._write_clock(self.chance.choice((-HOUR, HOUR, 0.0))),
            "the database's clock": self._jump_of_heartbeats,
        }

    def _kill_one(self, processes: list[psutil.Process]) -> None:
        if processes:
            self.chance.choice(processes).kill()

    def _kill_group(self, name: str) -> None:
        process = self.up.parts[name].process
        assert process is not None
        os.killpg(process.pid, signal.SIGKILL)

    def _kill_sandbox(self) -> None:
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            if rooms := self.up.sandboxes():
                self._kill_one(rooms)
                return
            time.sleep(0.02)

    def _hub_away(self) -> None:
        with self.up.lock:
            self.up.held.add("hub")
        self._kill_group("hub")
        time.sleep(self.chance.uniform(1, 3))
        with self.up.lock:
            self.up.held.discard("hub")

    def _disk_full(self) -> None:
        if not self.up.own_disk:
            return
        filler = self.up.fill_disk()
        time.sleep(self.chance.uniform(1, 3))
        filler.unlink()

    def _write_clock(self, seconds: float) -> None:
        new = self.up.clock.with_suffix(".new")
        new.write_text(str(seconds))
        new.replace(self.up.clock)

    def _jump_of_heartbeats(self) -> None:
        """What the queue sees of a jump of the database's own clock: all reports are old, or yet to come."""
        jump = text("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat + :hours * interval '1 hour'")
        patiently(self.up.engine, lambda session: session.execute(jump, {"hours": self.chance.choice((-1, 1))}))

    def unsettled(self) -> int:
        """How many runs are neither graded nor set aside, and how many jobs about them are left."""
        runs = select(GradingRun.id).where(
            GradingRun.state.in_([SubmissionState.QUEUED, SubmissionState.RUNNING])
        )  # fmt: skip
        with unit_of_work(self.up.engine) as session:
            return len(session.scalars(runs).all())


@pytest.fixture
def up(request: pytest.FixtureRequest) -> Iterator[Besieged]:
    with besieged() as running:
        yield running
        if request.session.testsfailed:
            kept = tempfile.mkdtemp(prefix="naruteo-faults-")
            shutil.copytree(running.root / "logs", kept, dirs_exist_ok=True)
            print(f"What the processes told: {kept}")  # noqa: T201


def test_every_receipt_ends_graded_once_whatever_dies(up: Besieged, pytestconfig: pytest.Config) -> None:
    submissions, seed = pytestconfig.getoption("--faults"), pytestconfig.getoption("--faults-seed")
    print(f"--faults {submissions} --faults-seed {seed}")  # noqa: T201
    if not up.own_disk:
        print("No disk is filled: only root may mount one for that.")  # noqa: T201
    siege = Siege(up, random.Random(seed))
    learners = max(LEARNERS, submissions // 20)
    with unit_of_work(up.engine) as session:
        room = make_classroom(session, BlobStore(up.settings.blobs))
        room.add_task("first")
        handles = [room.add_learner().handle for _ in range(learners + 1)]

    def work(number: int) -> None:
        own = random.Random(seed + number)
        for attempt in range(number, submissions, learners):
            time.sleep(own.uniform(0, 2))
            value = own.choice((42, 42, 41))
            files = {"work.ipynb": solved(value), "notes.txt": f"{number}-{attempt}".encode()}
            siege.hand_in(handles[number], files, 2.0 if value == 42 else 0.0)

    began = time.monotonic()
    with ThreadPoolExecutor(learners + 1) as pool:
        working = [pool.submit(work, number) for number in range(learners)]
        poison = {"work.ipynb": solved(), POISON: b"poison"}
        working.append(pool.submit(siege.hand_in, handles[learners], poison, None))
        kinds = list(siege.kinds())
        waiting: list[str] = []
        # The last quarter is graded in peace: some of the kinds need their time to be got over.
        while (
            not all(each.done() for each in working)
            or len(siege.struck) < len(kinds)
            or siege.unsettled() > submissions // 4
        ):
            waiting = waiting or siege.chance.sample(kinds, len(kinds))
            # Once everything was tried, the platform gets time to work between two harms.
            time.sleep(siege.chance.uniform(0.2, 2) if len(siege.struck) < len(kinds) else siege.chance.uniform(1, 8))
            siege.strike(waiting.pop())
        for each in working:
            each.result()
        siege._write_clock(0.0)
        deadline = time.monotonic() + PATIENCE_SECONDS + SECONDS_EACH * submissions
        while siege.unsettled():
            assert time.monotonic() < deadline, _state_of(siege)
            time.sleep(0.5)
    print(f"{len(siege.receipts)} receipts, {time.monotonic() - began:.0f} s, {dict(siege.struck)}")  # noqa: T201
    print(_tries(up), dict(up.told()), sep="\n")  # noqa: T201
    # What killed processes left is swept by those that live.
    wait_until(lambda: len(list(up.temporary.iterdir())) <= len(up.graders) + 1, "left folders are swept", 30)
    up.stop()
    _check_record(siege)
    _check_nothing_left(up)


def _check_record(siege: Siege) -> None:
    blobs = BlobStore(siege.up.settings.blobs)
    expected = {each.reference: each for each in siege.receipts}
    assert len(expected) == len(siege.receipts)
    with unit_of_work(siege.up.engine) as session:
        found = session.scalars(
            select(Submission).options(joinedload(Submission.current_run), joinedload(Submission.runs))
        ).unique()
        for submission in found:
            promised = expected.pop(submission.reference)
            assert submission.sha256 == promised.sha256
            tree = Tree.from_json(submission.tree)
            assert {file.sha256 for file in tree.files} == {
                hashlib.sha256(blobs.get(file.sha256)).hexdigest() for file in tree.files
            }
            run = submission.current_run
            assert run is not None
            assert submission.runs == [run]
            assert run.state is submission.state
            graded = session.scalars(
                select(Event.details).where(
                    Event.verb == "graded", Event.object_kind == "submission", Event.object_id == submission.id
                )
            ).all()
            assert [details["run"] for details in graded] == [run.id]
            if promised.score is None:
                assert (run.state, run.flags[-1]["code"]) == (SubmissionState.FAILED, "set_aside")
                assert run.faults + min(run.losses, 1) == 3
            else:
                assert (run.state, run.score) == (SubmissionState.GRADED, promised.score), run.flags
                assert all(blobs.get(sha256) for pages in run.feedback.values() for sha256 in pages.values())
    assert expected == {}


def _check_nothing_left(up: Besieged) -> None:
    # An interpreter that is still loading libraries sees only then that nobody waits for it.
    deadline = time.monotonic() + 30
    while (left := up.left_running()) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == []
    # One that was stopped while it started, or while it was still grading, leaves its folder to the next that starts.
    sweep(up.temporary)
    assert list(up.temporary.iterdir()) == []
    blobs, grading = up.settings.data / "blobs", up.settings.data / "grading"
    for path in (blobs / "incoming").iterdir():
        os.utime(path, (0, 0))
    # As each worker does, but only with what is older than a minute.
    BlobStore(blobs).sweep()
    assert list((blobs / "incoming").iterdir()) == []
    kept = {path for path in blobs.rglob("*") if path.is_file()}
    assert all(hashlib.sha256(path.read_bytes()).hexdigest() == path.parent.name + path.name for path in kept)
    assert [path.name for path in grading.rglob("*") if path.name.startswith((".new", "naruteo-"))] == []


def _state_of(siege: Siege) -> str:
    with unit_of_work(siege.up.engine) as session:
        runs = session.scalars(select(GradingRun).options(joinedload(GradingRun.submission))).all()
        jobs = session.execute(text("SELECT id, status, scheduled_at, args, worker_id FROM procrastinate_jobs")).all()
        return f"{[(run.id, run.state.value, run.tries, run.faults, run.losses) for run in runs]} {jobs}"


def _tries(up: Besieged) -> str:
    with unit_of_work(up.engine) as session:
        runs = session.scalars(select(GradingRun).order_by(GradingRun.id)).all()
        return f"(tries, faults, losses): {Counter((run.tries, run.faults, run.losses) for run in runs)}"
