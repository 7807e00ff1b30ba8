"""Making a release: from a programme and its rollups to views, a register for the next release, and atoms."""

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from naruteo_analytics.disclosure import Policy, Protected, Register, protect
from naruteo_analytics.disclosure.cell_keys import KEYS, record_key
from naruteo_analytics.documents import View, Why
from naruteo_analytics.release import differing, tasks
from naruteo_analytics.release.cells import Cells
from naruteo_analytics.release.cube import STAYED, WITHOUT_PERIOD, Cube, cube, weeks_among
from naruteo_analytics.release.keeping import unless_few_changed
from naruteo_analytics.release.layout import Layout
from naruteo_analytics.release.tables import asked
from naruteo_analytics.release.views import REGISTERED, all_views
from naruteo_analytics.shape import Programme

STEPS = (1, 2, 5, 10, 20, 50, 100)
"""By how many per cent shares of the data go: the finest of which k people are one."""


@dataclass(frozen=True)
class Atom:
    """How many enrolments of a cohort share all attributes and the furthest stage, and the sum of their keys."""

    cohort: str
    attributes: dict[str, str]
    stage: str
    n: int
    cell_key: int


@dataclass(frozen=True)
class Made:
    """A release.

    Attributes
    ----------
    views : list of View
        Everything that readers see.
    atoms : list of Atom
        What free questions count, with noise. Not for readers.
    register : bytes
        What the next release is judged against (`earlier`). As secret as the data.
    checksum : str
        SHA-256 of the views; the same data gives the same one.
    summary : dict
        Cells that are shown and hidden, with why; what the data holds and lacks; the cohorts that have figures of
        tasks (`tasks`), the one that began last first. For readers.
    """

    views: list[View]
    atoms: list[Atom]
    register: bytes
    checksum: str
    summary: dict[str, Any]
    protected: Protected


def make(
    programme: Programme, rollup: pd.DataFrame, policy: Policy, as_of: date, *, secret: bytes,
    earlier: bytes | None = None, release: str = "1",
) -> Made:  # fmt: skip
    """Make a release.

    Parameters
    ----------
    programme : Programme
    rollup : DataFrame
        Of all its cohorts (`rollup.read`).
    policy : Policy
    as_of : date
        The day whose data this is.
    secret : bytes
        Of the record keys; the same for all releases of a programme.
    earlier : bytes, optional
        The register of the release before.
    release : str
        What to call it in the register.
    """
    layout, register, told = _opened(earlier)
    layout = layout or Layout.first(programme, policy.k)
    people = cube(programme, rollup, layout, as_of, weeks_among(register.levels) if register else ())
    protected = _protected(people, policy, register, release)
    cells = Cells(protected, people)
    persons = {
        cohort: _persons(programme, cells, cohort, told.get("persons", {}).get(cohort, {}))
        for cohort in ("", *people.cohorts)
    }
    shown = {cohort: each["persons"] for cohort, each in persons.items()}
    items = unless_few_changed(tasks.of_cohorts(programme, policy), told.get("items", ()), policy.k)
    classes = unless_few_changed(differing.of_cohorts(programme, cells), told.get("classes", ()), policy.k)
    views = all_views(cells, shown, tasks.together(items, classes))
    said = {"persons": persons, "items": items, "classes": classes}
    return Made(
        views, list(_atoms(programme, people, secret)), _closed(layout, protected.register, said), checksum_of(views),
        {**_summary(programme, protected, people), "tasks": _with_tasks(programme, views)}, protected,
    )  # fmt: skip


def _protected(people: Cube, policy: Policy, register: Register | None, release: str) -> Protected:
    """Protect all counts together: those of whole cohorts first, so that attributes give way to them."""
    tables = asked(people)
    whole = {name: table for name, table in tables.items() if name.endswith(" by ")}
    first = protect(whole, policy, register, release)
    parted = {name: table for name, table in tables.items() if name not in whole}
    if not parted:
        return first
    both = protect(parted, policy, first.register, release)
    return replace(both, tables={**first.tables, **both.tables}, hidden={**first.hidden, **both.hidden})


def checksum_of(views: Sequence[View]) -> str:
    """SHA-256 of views, in whatever order they come."""
    texts = sorted(json.dumps(view, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for view in views)
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _opened(earlier: bytes | None) -> tuple[Layout | None, Register | None, Mapping[str, Any]]:
    if earlier is None:
        return None, None, {}
    try:
        document = json.loads(zlib.decompress(earlier))
        register = Register.from_json(document["register"])
        # Registers of before layouts said so have as many periods as had come to an end when somebody first asked.
        periods = register.levels["exit"].index(STAYED) - len(WITHOUT_PERIOD)
        return Layout.from_json({"periods": periods, **document["layout"]}), register, document
    except (zlib.error, ValueError, LookupError, TypeError):
        raise ValueError("What earlier releases showed cannot be read: this is no register.") from None


def _closed(layout: Layout, register: Register, told: Mapping[str, Any]) -> bytes:
    document = {"layout": layout.as_json(), "register": register.as_json(), **told}
    return zlib.compress(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def _persons(programme: Programme, cells: Cells, cohort: str, told: Mapping[str, Any]) -> Mapping[str, Any]:
    """How many persons the enrolments are, unless these are hidden or few of the persons have several.

    As long as what is shown of the enrolments stays, so does this: by itself it would tell of each who comes or goes.
    """
    registered = cells.count("stage", "", cohort, (), REGISTERED)
    if told.get("registered") == registered:
        return told
    if registered["n"] is None:
        return {"registered": registered, "persons": registered}
    enrolments, policy = programme.enrolments, cells.policy
    rows = enrolments[enrolments["cohort"].isin(cells.cube.of_view(cohort))]
    persons = int(rows["person"].nunique())
    few = policy.few(len(rows) - persons) or policy.few(persons)
    return {"registered": registered, "persons": {"n": None, "why": Why.JOINT} if few else {"n": persons}}


def _atoms(programme: Programme, people: Cube, secret: bytes) -> Iterable[Atom]:
    names = people.layout.attributes
    frame = people.people[["cohort", *names, "stage"]].astype("str")
    # A person's key by cohort stays the same when enrolments are numbered anew.
    enrolments = programme.enrolments
    frame["key"] = [
        record_key(secret, f"{person} {cohort}")
        for person, cohort in zip(enrolments["person"], enrolments["cohort"], strict=True)
    ]
    found = frame.groupby(["cohort", *names, "stage"], sort=True)["key"].agg(["size", "sum"])
    for labels, n, key in zip(found.index, found["size"], found["sum"], strict=True):
        cohort, *attributes, stage = labels
        yield Atom(cohort, dict(zip(names, attributes, strict=True)), stage, int(n), int(key) % KEYS)


def _summary(programme: Programme, protected: Protected, people: Cube) -> dict[str, Any]:
    nobody = protected.population.vacant_levels
    # What nobody can be in is no use to anybody.
    inhabited = (
        frame["why"][~frame[[name for name in frame if name in nobody]].isin(nobody).any(axis=1)]
        for frame in protected.tables.values()
    )
    hidden = pd.concat(list(inhabited)) != ""
    cells, joint = len(hidden), int(hidden.sum())
    return {
        "cells": cells, "shown": cells - joint, "joint": joint,
        "data": _quality(programme, people, protected.policy),
    }  # fmt: skip


def _with_tasks(programme: Programme, views: Iterable[View]) -> list[str]:
    """The cohorts of which figures of tasks are shown, the one that began last first."""
    told = {each["cohort"] for each in views if any(item["count"]["n"] is not None for item in each["items"])}
    began = programme.cohorts.sort_values(["starts", "cohort"], na_position="first")["cohort"]
    return [str(cohort) for cohort in reversed(began.to_list()) if cohort in told]


def _quality(programme: Programme, people: Cube, policy: Policy) -> Mapping[str, Any]:
    """What the data holds and lacks, in shares by steps of at least k, so that nobody is counted out."""
    results, enrolments = programme.results, programme.enrolments

    def share(missing: Any) -> int | None:
        step = next((each for each in STEPS if each * len(missing) >= 100 * policy.k), STEPS[-1])
        return step * round(100 * float(np.mean(missing)) / step) if len(missing) else None

    return {
        "cohorts": len(people.cohorts), "ended": len(people.ended),
        "running": [each for each in people.cohorts if each not in people.ended], "period_weeks": people.layout.period,
        "period_months": people.layout.months,
        "merged": {name: list(each) for name, each in people.layout.merged.items() if each},
        "unknown": {name: share(enrolments[name].isna()) for name in people.layout.attributes},
        "scores_missing": share(results["score"].isna()), "banked": share(results["banked"]),
        "unrecorded": [stage for stage in people.recorded if not people.recorded[stage].any()],
    }  # fmt: skip
