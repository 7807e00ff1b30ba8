"""A judge: runs a notebook's test cells, asking a learner's process for what the learner made.

The tests, the values they expect and the verdict are here, and nothing of the learner's is ever run here.
"""

import builtins
import contextlib
import os
import random
import socket
import sys
import traceback
import types
from collections.abc import Iterator, KeysView
from pathlib import Path
from typing import Any, NoReturn

from naruteo_hub.grading.judging.policy import Policy
from naruteo_hub.grading.judging.remote import is_remote, teach_inspect, trusted_module
from naruteo_hub.grading.judging.shell import RECORDER, Shell, no_input, streams_of_cell
from naruteo_hub.grading.judging.values import is_shared_kind
from naruteo_hub.grading.judging.wire import Channel, Lost, Message
from naruteo_hub.grading.judging.workfiles import WorkFiles, move_in
from naruteo_hub.grading.judging.world import World, WorldLost

# Seeding one's random numbers in a test is meant for the code under test.
SEEDS = (("random", "seed"), ("numpy.random", "seed"))
# Names by which everybody knows these libraries, beside their own.
ALIASES = {"np": "numpy", "pd": "pandas", "plt": "matplotlib.pyplot", "sp": "scipy", "sk": "sklearn", "sns": "seaborn"}
REFUSED = frozenset(
    [
        "pickle.find_class",
        "subprocess.Popen",
        "os.system",
        "os.exec",
        "os.posix_spawn",
        "os.fork",
        "os.forkpty",
        "os.startfile",
        "pty.spawn",
    ]
)


class Names(dict[str, Any]):
    """The names a test sees: the course's and its own are here, all others are asked of the learner's process."""

    def __init__(self, judge: "Judge") -> None:
        super().__init__()
        self.judge = judge
        self.learners: set[str] = set()
        self.testing = False
        self._fetched: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if dict.__contains__(self, name):
            return dict.__getitem__(self, name)
        if name in self._fetched:
            return self._fetched[name]
        if name not in self.learners or (hasattr(builtins, name) and name not in self.judge.learners_own):
            raise KeyError(name)
        imported = self.judge.imported(name)
        if imported is None:
            imported = self.judge.world.fetch(name)
        self._fetched[name] = imported
        return imported

    def __setitem__(self, name: str, value: Any) -> None:
        dict.__setitem__(self, name, value)
        if self.testing and not name.startswith("_") and name in self.judge.used:
            # In one process the learner's code would see it too.
            with contextlib.suppress(TypeError, RecursionError, ValueError):
                self.judge.world.bind(name, value)
                self.learners.add(name)

    def __delitem__(self, name: str) -> None:
        here = dict.__contains__(self, name)
        if here:
            dict.__delitem__(self, name)
        self._fetched.pop(name, None)
        if name in self.learners:
            self.learners.discard(name)
            if self.testing:
                self.judge.world.unbind(name)
        elif not here:
            raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return dict.__contains__(self, name) or name in self.learners

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __len__(self) -> int:
        return len(self.keys())

    def keys(self) -> KeysView[str]:  # type: ignore[override]
        return dict.fromkeys([*dict.keys(self), *self.learners]).keys()

    def get(self, name: str, default: Any = None) -> Any:
        try:
            return self[name]
        except KeyError:
            return default

    def forget(self, changed: Any) -> None:
        """Ask anew for names that the learner's code has given another value."""
        for name in changed if isinstance(changed, list) else ():
            self._fetched.pop(name, None)

    def move(self, learners: list[str], released: list[str]) -> None:
        """Take note of the learner's names as they are now; those in ``released`` are the learner's from now on."""
        self.learners = {name for name in learners if not name.startswith("__")}
        self._fetched.clear()
        for name in released:
            if name in self.learners:
                dict.pop(self, name, None)


class Judge:
    """Serves the grader for one notebook."""

    def __init__(self, shell: Shell, control: Channel, plan: Message, course_files: frozenset[str]) -> None:
        self.shell = shell
        self.control = control
        self.given_classes: dict[str, type] = {}
        self.given_functions: dict[str, Any] = {}
        self.given_values: dict[int, tuple[str, Any]] = {}
        """Values that the course's own cells made, by identity: the learner's process has its own under that name."""
        self.learners_own = frozenset(plan["learners"])
        self.used = frozenset(plan["used"])
        self.sources: list[str] = plan["sources"]
        self.libraries = frozenset(plan["libraries"]) | set(sys.stdlib_module_names) - {"unittest", "doctest"}
        self._imports: dict[str, list[str]] = plan["imports"]
        self._methods: dict[str, list[str]] = plan["classes"]
        self._given_class_names: list[str] = plan["given_classes"]
        self._given_function_names: list[str] = plan["given_functions"]
        self.policy = Policy(None, self._methods)
        self.pristine = False
        """Whether what a test hands over stays as it is for the test, whatever the learner's code does to it."""
        self.arguments_changed = False
        self.files = WorkFiles(Path.cwd(), course_files)
        self.names = Names(self)
        self.names.update(shell.user_ns)
        shell.names = shell.user_ns = self.names
        # The learner's process, once there is one.
        self.world: Any = None
        self._forking = False
        builtins.input = no_input

    def imported(self, name: str) -> Any:
        """Return the judge's own import of what the course's text imports under this name, or None."""
        found = self._imports.get(name)
        if found is None:
            return trusted_module(ALIASES[name], self.libraries) if name in ALIASES else None
        module = trusted_module(found[0], self.libraries)
        if module is None or len(found) == 1:
            return module
        part = getattr(module, found[1], None)
        return part if part is not None else trusted_module(f"{found[0]}.{found[1]}", self.libraries)

    def read_line(self, prompt: str) -> str:
        """Answer the learner's input() by whatever the test has put in its place."""
        return str(builtins.input(prompt))

    def serve(self) -> NoReturn:
        """Do what the grader asks until it is gone."""
        with streams_of_cell():
            while True:
                try:
                    control = self.control
                    order, _ = control.receive()
                    answer = self._obey(order)
                    if answer is not None:
                        control.send(answer)
                except Lost:
                    os._exit(0)

    def _obey(self, order: Message) -> Message | None:
        try:
            answer: Message | None = getattr(self, f"_{order['op']}")(order)
        except (Exception, WorldLost) as fault:
            # A fault of the judge's own: the test cannot count, and staff learn why.
            return {"fault": "".join(traceback.format_exception(fault))[-2000:]}
        return answer

    def _world(self, order: Message) -> Message:
        """Take another process as the learner's: the one before has ended."""
        if self.world is not None:
            self.world.channel.close()
        self.world = World(self._ends()[0], self)
        return {}

    def _fork(self, order: Message) -> Message | None:
        """Go on as two: the child stays as this judge is now, and asks a copy of the learner's process."""
        ends = self._ends()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)
        self._forking = True
        try:
            child = os.fork()
        finally:
            self._forking = False
        if child:
            for end in ends:
                end.close()
            return None
        control, self.control = self.control, ends[0]
        control.send({"forked": True})
        control.close()
        self.world.channel.close()
        self.world.channel = ends[1]
        self.files.move_away()
        return None

    def _given(self, order: Message) -> Message:
        """Run what a cell of the course makes, so that no learner's code can stand in for it."""
        self.names.move(order["names"], order["released"])
        RECORDER.begin(1 << 16, lambda: None)
        self.shell.run(order["source"])
        RECORDER.take()
        for name, value in dict.items(self.names):
            if is_shared_kind(value) and not name.startswith("_"):
                self.given_values[id(value)] = name, value
        for name in self._given_class_names:
            made = dict.get(self.names, name)
            if isinstance(made, type) and not is_remote(made) and made.__module__ == "__main__":
                self.given_classes[name] = made
        for name in self._given_function_names:
            made = dict.get(self.names, name)
            if isinstance(made, types.FunctionType):
                self.given_functions[name] = made
        return {}

    def _test(self, order: Message) -> Message:
        """Run one test cell and say how it ended."""
        self.names.move(order["names"], order["released"])
        self.policy = Policy(order["allowed"], self._methods, recording=order["recording"])
        self.pristine = order["pristine"]
        self.arguments_changed = False
        RECORDER.begin(order["largest"], lambda: None)
        ask = builtins.input
        self.names.testing = True
        try:
            result = self.shell.run(order["source"])
        finally:
            self.names.testing = False
            builtins.input = ask
        changed = self.arguments_changed and not self.policy.expects_changes()
        return {
            "outputs": RECORDER.take(), "failed": not result.success, "lost": self.world.lost,
            "arguments_changed": changed, **self.policy.report(),
        }  # fmt: skip

    def _ends(self) -> list[Channel]:
        return [
            Channel(socket.socket(fileno=descriptor), largest=self.control.largest)
            for descriptor in self.control.take_descriptors()
        ]

    def guard(self, event: str, details: tuple[Any, ...]) -> None:
        """Refuse what would run something of the learner's here: unpickling, running its file, starting a program."""
        if (event in REFUSED and not self._forking) or (event == "compile" and _is_beside_the_notebook(details[1])):
            raise PermissionError(f"Tests that are judged apart do not do this: {event}")


def _mirror_seeds(judge: Judge) -> None:
    """Let seeding the judge's random numbers seed the learner's as well."""
    for module, name in SEEDS:
        found = sys.modules.get(module)
        if found is None:
            continue
        original = getattr(found, name)

        def seed(*arguments: Any, _original: Any = original, _what: str = f"{module}.{name}") -> Any:
            made = _original(*arguments)
            if judge.names.testing and judge.world is not None:
                judge.world.seed(_what, arguments)
            return made

        setattr(found, name, seed)


def _is_beside_the_notebook(file: object) -> bool:
    return isinstance(file, str) and file.endswith(".py") and Path(file).resolve().is_relative_to(Path.cwd())


def main(shell: Shell, control: Channel) -> NoReturn:
    """Live as a judge: ``control`` leads to the grader."""
    try:
        order, _ = control.receive()
        work, course = Path(order["work"]), Path(order["work"]).with_name("course")
        move_in(control, work, order["files"], course)
        # Files of the learner's come to the working folder; modules are taken from the course's own folder only.
        sys.path.append(str(course))
        # Forked processes would all draw the same numbers; what tests draw is nobody's to know.
        random.seed()
        judge = Judge(shell, control, order["plan"], frozenset(order["fixed"]))
        teach_inspect(judge.sources)
        _mirror_seeds(judge)
        sys.addaudithook(judge.guard)
        judge.serve()
    finally:
        os._exit(1)
