"""Every job that anybody asks for exists, takes what it is given, and is loaded by the worker."""

import ast
import inspect
import re
from collections.abc import Iterator

import pytest

from naruteo_portal import worker
from naruteo_portal.core.jobs import JOBS, Job, Worker
from naruteo_testing.checkout import PORTAL, python_files, shown, syntax

NOT_ARGUMENTS = {"queue", "lock", "once", "at", "priority"}


def asked_for() -> Iterator[tuple[str, str, set[str] | None]]:
    """(place, job, names of its arguments) of every `enqueue`; None where arguments are passed on by **."""
    for path in python_files("platform"):
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "enqueue":
                place = f"{shown(path)}:{node.lineno}"
                name = node.args[1]
                assert isinstance(name, ast.Constant), f"{place} asks for a job whose name is not written out"
                names = [each.arg for each in node.keywords]
                arguments = None if None in names else {str(each) for each in names} - NOT_ARGUMENTS
                yield place, str(name.value), arguments


def test_what_is_asked_for_exists() -> None:
    asked = list(asked_for())
    assert asked
    for place, name, arguments in asked:
        assert name in JOBS, place
        if arguments is not None:
            wanted = inspect.signature(JOBS[name].run).parameters
            required = {each.name for each in wanted.values() if each.default is inspect.Parameter.empty}
            assert required - {"worker"} <= arguments <= set(wanted), place


def test_every_module_with_jobs_is_loaded_by_the_worker() -> None:
    loaded = {module.__name__ for module in worker.JOB_MODULES}
    with_jobs = {
        ".".join(path.relative_to(PORTAL.parent).with_suffix("").parts)
        for path in python_files("platform")
        if re.search(r"^@job\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert with_jobs == loaded


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS.keys())
def test_a_job_is_named_after_its_domain_and_described(job: Job) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z_]+", job.name)
    assert job.run.__module__.split(".")[1] == job.name.split(".")[0]
    assert job.run.__doc__
    assert next(iter(inspect.signature(job.run).parameters.values())).annotation is Worker
    assert job.tries >= 1
