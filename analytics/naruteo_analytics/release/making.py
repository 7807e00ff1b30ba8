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
from naruteo_analytics.documents import Count, View, Why
from naruteo_analytics.release import tasks
from naruteo_analytics.release.cells import Cells
from naruteo_analytics.release.cube import Cube, cube
from naruteo_analytics.release.layout import Layout
from naruteo_analytics.release.tables import asked
from naruteo_analytics.release.views import all_views
from naruteo_analytics.shape import Programme


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
        Cells that are shown and hidden, with why; what the data holds and lacks. For readers.
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
    layout, register = _opened(earlier)
    layout = layout or Layout.first(programme, policy.k)
    people = cube(programme, rollup, layout, as_of)
    protected = _protected(people, policy, register, release)
    cells = Cells(protected, people)
    persons = {cohort: _persons(programme, cells, cohort) for cohort in ("", *people.cohorts)}
    views = all_views(cells, persons, tasks.of_cohorts(programme, policy))
    return Made(
        views, list(_atoms(programme, people, secret)), _closed(layout, protected.register), checksum_of(views),
        _summary(programme, protected, people), protected,
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
    return replace(both, tables={**first.tables, **both.tables})


def checksum_of(views: Sequence[View]) -> str:
    """SHA-256 of views, in whatever order they come."""
    texts = sorted(json.dumps(view, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for view in views)
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _opened(earlier: bytes | None) -> tuple[Layout | None, Register | None]:
    if earlier is None:
        return None, None
    document = json.loads(zlib.decompress(earlier))
    return Layout.from_json(document["layout"]), Register.from_json(document["register"])


def _closed(layout: Layout, register: Register) -> bytes:
    document = {"layout": layout.as_json(), "register": register.as_json()}
    return zlib.compress(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def _persons(programme: Programme, cells: Cells, cohort: str) -> Count:
    """How many persons the enrolments are, unless these are hidden or few of the persons have several."""
    registered = cells.count("stage", "", cohort, (), "registered")
    if registered["n"] is None:
        return registered
    enrolments, policy = programme.enrolments, cells.policy
    rows = enrolments[enrolments["cohort"].isin([cohort] if cohort else cells.cube.ended)]
    persons = int(rows["person"].nunique())
    several = len(rows) - persons
    if policy.few(several) or policy.few(persons):
        return {"n": None, "why": Why.FEW}
    return {"n": persons}


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
    why = pd.concat([frame["why"] for frame in protected.tables.values()]).value_counts()
    cells = int(why.sum())
    return {
        "cells": cells, "shown": int(why.get("", 0)), **{each.value: int(why.get(each.value, 0)) for each in Why},
        "data": _quality(programme, people),
    }  # fmt: skip


def _quality(programme: Programme, people: Cube) -> Mapping[str, Any]:
    """What the data holds and lacks, in shares to the whole per cent, so that nobody is counted out."""
    results, enrolments = programme.results, programme.enrolments

    def share(missing: Any) -> int | None:
        return round(100 * float(np.mean(missing))) if len(missing) else None

    return {
        "cohorts": len(people.cohorts), "ended": len(people.ended), "period_weeks": people.layout.period,
        "period_months": people.layout.months,
        "merged": {name: list(each) for name, each in people.layout.merged.items() if each},
        "unknown": {name: share(enrolments[name].isna()) for name in people.layout.attributes},
        "scores_missing": share(results["score"].isna()), "banked": share(results["banked"]),
        "unrecorded": [stage for stage in people.recorded if not people.recorded[stage].any()],
    }  # fmt: skip
