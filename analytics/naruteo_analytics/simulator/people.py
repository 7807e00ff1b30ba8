"""Who is enrolled in a made programme, with attributes, a tendency to pass, and how it ended."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from naruteo_analytics.shape import OUTCOMES
from naruteo_analytics.simulator import parameters as p


def cohorts(number: int) -> pd.DataFrame:
    """The cohorts of a programme; past OULAD's 22 they begin again, two years later.

    Returns
    -------
    DataFrame
        Columns cohort, course, starts, length, and for the simulator size, women, distinction, passed, withdrawn.
    """
    rows = []
    for at in range(number):
        module, term, size, length, distinction, passed, withdrawn = p.PRESENTATIONS[at % len(p.PRESENTATIONS)]
        course, (name, starts), later = p.COURSES[module], p.TERMS[term], 2 * (at // len(p.PRESENTATIONS))
        year, season = name.split("-")
        rows.append({
            "cohort": f"{course.name}-{int(year) + later}-{season}", "course": course.name,
            "starts": pd.Timestamp(starts.replace(year=starts.year + later)), "length": length, "module": module,
            "size": size, "women": course.women, "distinction": distinction, "passed": passed, "withdrawn": withdrawn,
        })  # fmt: skip
    return pd.DataFrame(rows)


def _drawn(random: Generator, shares: Mapping[str, float], size: int) -> NDArray[np.intp]:
    weights = np.array(list(shares.values()))
    return random.choice(len(weights), size, p=weights / weights.sum())


def enrolments(random: Generator, of: pd.DataFrame, scale: float) -> pd.DataFrame:
    """Enrolments in the shape, and beside it ``tendency``: how far above the others of the outcome, in deviations."""
    sizes = np.maximum(np.round(of["size"].to_numpy() * scale), 8).astype(int)
    cohort = np.repeat(np.arange(len(of)), sizes)
    total = len(cohort)
    woman = random.random(total) < of["women"].to_numpy()[cohort]
    people = _people(random, total)
    person = _persons(random, cohort, woman)
    # Who comes again is the same person in all that is known of them, as the first of their enrolments has it.
    people = people.iloc[person].reset_index(drop=True)
    tendency = _adds(people, woman) + random.logistic(size=total)
    outcome, standing = _ended(random, of, cohort, tendency)
    registered = np.round(quantiles(p.REGISTERED_DAYS, random.random(total))).astype(int)
    left = np.round(quantiles(p.LEFT_DAYS, random.random(total))).astype(int)
    left = np.minimum(left, of["length"].to_numpy()[cohort] - 1)
    withdrawn = outcome == OUTCOMES.index("withdrawn")
    registered = np.where(withdrawn, np.minimum(registered, left - 1), registered)
    sex = pd.Categorical.from_codes(np.where(woman, 0, 1), pd.Index(["female", "male"]))
    passed = outcome <= OUTCOMES.index("pass")
    return pd.DataFrame({
        "enrolment": np.arange(1, total + 1, dtype=np.int64),
        "person": 100_000 + person.astype(np.int64),
        "cohort": of["cohort"].to_numpy()[cohort],
        "registered": pd.array(registered, "Int32"),
        "left": pd.array(left, "Int32"),
        "outcome": pd.Categorical.from_codes(outcome, pd.Index(OUTCOMES)),
        "certified": pd.array(passed & (random.random(total) < p.CERTIFIED), "boolean"),
        "sex": sex,
        **{name: people[name].array for name in people},
        "tendency": standing,
    }).assign(left=lambda frame: frame["left"].where(withdrawn))  # fmt: skip


def _people(random: Generator, size: int) -> pd.DataFrame:
    """Attributes of persons, but for the sex, which goes with the course."""
    disability = {"yes": p.DISABLED, "no": 1 - p.DISABLED}
    columns = {
        "region": p.REGIONS, "age_band": p.AGE_BANDS, "education": p.EDUCATIONS, "disability": disability,
        "nationality_group": p.NATIONALITY_GROUPS,
    }  # fmt: skip
    found = {}
    for name, shares in columns.items():
        codes = _drawn(random, shares, size)
        codes[random.random(size) < p.UNKNOWN[name]] = -1
        found[name] = pd.Categorical.from_codes(codes, pd.Index(list(shares)))
    return pd.DataFrame(found)


def _persons(random: Generator, cohort: NDArray[np.intp], woman: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The number of the person of each enrolment: some persons have two, in different cohorts."""
    person = np.arange(len(cohort))
    for sex in (True, False):
        members = random.permutation(np.flatnonzero(woman == sex))
        half = len(members) // 2
        one, other = members[:half], members[half : 2 * half]
        pairs = np.flatnonzero(cohort[one] != cohort[other])[: round(p.AGAIN * len(members))]
        person[np.maximum(one, other)[pairs]] = np.minimum(one, other)[pairs]
    return person


def _adds(people: pd.DataFrame, woman: NDArray[np.bool_]) -> NDArray[np.float64]:
    """What attributes add to the log-odds of passing; 0 for what is not known."""

    def added(name: str, adds: Mapping[str, float]) -> NDArray[np.float64]:
        return np.asarray(people[name].astype(object).map(adds).fillna(0.0), np.float64)

    foreign = dict.fromkeys(p.NATIONALITY_GROUPS, p.FOREIGN_ADDS) | {"korean": 0.0}
    found: NDArray[np.float64] = (
        added("education", p.EDUCATION_ADDS)
        + added("age_band", p.AGE_ADDS)
        + added("disability", {"yes": p.DISABLED_ADDS})
        + added("nationality_group", foreign)
        + np.where(woman, p.WOMAN_ADDS, 0.0)
    )
    return found


def _ended(
    random: Generator, of: pd.DataFrame, cohort: NDArray[np.intp], tendency: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The outcome of each enrolment, in its cohort's shares, and how it stands among those of its outcome."""
    outcome = np.empty(len(cohort), np.intp)
    standing = np.empty(len(cohort))
    leaving = -0.5 * tendency + random.logistic(size=len(cohort))
    for at, (distinction, passed, withdrawn) in enumerate(of[["distinction", "passed", "withdrawn"]].to_numpy()):
        rows = np.flatnonzero(cohort == at)
        leavers = round(withdrawn * len(rows))
        by_leaving = rows[np.argsort(-leaving[rows])]
        stayed = by_leaving[leavers:]
        stayed = stayed[np.argsort(-tendency[stayed])]
        first, second = round(distinction * len(rows)), round((distinction + passed) * len(rows))
        for code, members in enumerate((stayed[:first], stayed[first:second], stayed[second:], by_leaving[:leavers])):
            outcome[members] = code
            ranks = np.argsort(np.argsort(tendency[members]))
            standing[members] = ndtri((ranks + 0.5) / max(len(members), 1))
    return outcome, standing


def quantiles(table: ArrayLike, chance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Numbers of the given chances by a table of (chance, number), straight lines between."""
    at, values = np.array(table, np.float64).T
    found: NDArray[np.float64] = np.interp(chance, at, values)
    return found
