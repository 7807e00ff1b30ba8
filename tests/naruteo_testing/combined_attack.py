"""An attack on a release by all that its readers can have at once: exact tables, and answers with noise.

The unknowns are the counts of a population by every few attributes, and at least as far as every stage. Parts add up to
their whole, who came to a stage came to those before it, exact tables say some counts, and an answer with noise bounds
its count, since the noise is bounded and everybody can read how. Linear programming says how far a count is narrowed
down; least squares guess it. Nothing here uses the program's own attack (`disclosure.attack`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import prod
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import bmat, coo_matrix, csr_matrix, diags, identity
from scipy.sparse.linalg import splu

from naruteo_analytics.disclosure.cell_keys import KEYS, MOST, perturb, record_key
from naruteo_analytics.disclosure.noise import distribution
from naruteo_analytics.documents import CROSS, View, Why
from naruteo_analytics.shape import Programme

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
By = tuple[str, ...]
Place = tuple[By, tuple[str, ...], str]
"""A count: by what, of which group, at least as far as which stage."""
Answers = Literal["none", "as given", "all"]
ANSWERS: tuple[Answers, ...] = ("none", "as given", "all")
TINY = 1e-6


@cache
def possible(answer: int) -> tuple[int, int, float, float]:
    """The least and greatest count that can give an answer with noise, and mean and variance if all are as likely."""
    counts = [each for each in range(max(0, answer - MOST), answer + MOST + 1)]
    chances = np.array([distribution(min(each, MOST + 3)).get(answer - each, 0.0) for each in counts])
    fitting = np.array(counts)[chances > 0]
    mean = float(chances @ counts / chances.sum())
    return int(fitting.min()), int(fitting.max()), mean, float(chances @ (np.array(counts) - mean) ** 2 / chances.sum())


def ways_around(attribute: str, others: Sequence[str]) -> list[By]:
    """By nothing, by each attribute, and by one together with each other."""
    return [(), (attribute,), *((each,) for each in others), *((attribute, each) for each in others)]


def members(people: pd.DataFrame, programme: Programme, cohort: str, secret: bytes) -> pd.DataFrame:
    """A cohort's rows of a release's cube with the keys of their records."""
    groups = {name: people[name].cat.remove_unused_categories() for name in programme.attributes if name in people}
    rows = (people["cohort"] == cohort).to_numpy()
    keys = [record_key(secret, f"{each} {cohort}") for each in programme.enrolments["person"][rows]]
    return people.assign(**groups)[rows].assign(key=keys)


@dataclass(frozen=True)
class Found:
    """What was found out about counts: the least and the greatest that fit, and the best guess."""

    truth: Ints
    least: Floats
    most: Floats
    guess: Floats

    @property
    def off(self) -> Floats:
        """By how many persons the guess is wrong."""
        return np.abs(self.guess - self.truth)

    @property
    def width(self) -> Floats:
        """How many persons wide each interval of whole numbers is."""
        return np.floor(self.most + TINY) - np.ceil(self.least - TINY)


class Population:
    """People of whom somebody knows counts.

    Parameters
    ----------
    people : DataFrame
        A row an enrolment: attributes (categories), `stage` (ordered category), `key` (of its record).
    ways : sequence of ways
        By which attributes together people are counted; with each way by all but one of its attributes, too.
    """

    def __init__(self, people: pd.DataFrame, ways: Sequence[By]) -> None:
        attributes = dict.fromkeys(name for by in ways for name in by)
        self.levels = {name: [str(each) for each in people[name].cat.categories] for name in (*attributes, "stage")}
        self.stages = self.levels["stage"]
        self.ways = ways
        self._starts: dict[By, int] = {}
        self.counts: dict[By, Ints] = {}
        self.keys: dict[By, Ints] = {}
        size = 0
        for by in self.ways:
            shape = self._shape(by)
            code = np.zeros(len(people), np.int64)
            for name, length in zip((*by, "stage"), shape, strict=True):
                code = code * length + people[name].cat.codes.to_numpy()
            self._starts[by], size = size, size + prod(shape)
            self.counts[by] = self._from(np.bincount(code, minlength=prod(shape)).reshape(shape))
            keys = np.zeros(prod(shape), np.int64)
            np.add.at(keys, code, people["key"].to_numpy(np.int64))
            self.keys[by] = self._from(keys.reshape(shape)) % KEYS
        self.size = size
        self.truth = np.concatenate([self.counts[by].ravel() for by in self.ways])

    def _shape(self, by: By) -> tuple[int, ...]:
        return tuple(len(self.levels[name]) for name in (*by, "stage"))

    @staticmethod
    def _from(counts: Ints) -> Ints:
        """From each stage on."""
        return np.ascontiguousarray(counts[..., ::-1].cumsum(axis=-1)[..., ::-1])

    def places(self, by: By) -> Ints:
        """The numbers of the unknowns by some attributes, an axis each, stages last."""
        shape = self._shape(by)
        return (self._starts[by] + np.arange(prod(shape))).reshape(shape)

    def place(self, by: By, group: Sequence[str], stage: str) -> int:
        """The number of one unknown."""
        index = [self.levels[name].index(level) for name, level in zip(by, group, strict=True)]
        return int(self.places(by)[(*index, self.stages.index(stage))])

    def sums(self) -> csr_matrix:
        """Rows that are nought: a whole without its parts, by each attribute more."""
        rows: list[csr_matrix] = []
        for by in self.ways:
            for axis, name in enumerate(by):
                whole = self.places(tuple(each for each in by if each != name)).ravel()
                parts = np.moveaxis(self.places(by), axis, -1).reshape(len(whole), -1)
                own, width = np.arange(len(whole)), parts.shape[1]
                values = np.concatenate([np.ones(len(whole)), -np.ones(parts.size)])
                where = (np.concatenate([own, np.repeat(own, width)]), np.concatenate([whole, parts.ravel()]))
                rows.append(coo_matrix((values, where), shape=(len(whole), self.size)).tocsr())
        return csr_matrix(bmat([[each] for each in rows]))

    def falls(self) -> csr_matrix:
        """Rows that are at most nought: who came to a later stage without those who came to the one before."""
        later = np.concatenate([self.places(by)[..., 1:].ravel() for by in self.ways])
        own = np.arange(len(later))
        values = np.concatenate([np.ones(len(later)), -np.ones(len(later))])
        where = (np.concatenate([own, own]), np.concatenate([later, later - 1]))
        return coo_matrix((values, where), shape=(len(later), self.size)).tocsr()

    def within(self, by: By, cells: Collection[Place]) -> NDArray[np.bool_]:
        """Which counts by some attributes are of people who are all in one of some cells, of the same stage."""
        found = np.zeros(self._shape(by), np.bool_)
        for names, group, stage in cells:
            level = dict(zip(names, group, strict=True))
            if set(level) <= set(by):
                index = tuple(self.levels[name].index(level[name]) if name in level else slice(None) for name in by)
                found[(*index, self.stages.index(stage))] = True
        return found

    def answers(self, by: By) -> Ints:
        """The answers with noise by some attributes, shaped as `counts`."""
        flat = zip(self.counts[by].ravel().tolist(), self.keys[by].ravel().tolist(), strict=True)
        return np.array([perturb(count, key) for count, key in flat]).reshape(self.counts[by].shape)


class Attacker:
    """Somebody who knows exact counts, and answers with noise.

    Parameters
    ----------
    population : Population
    exact : mapping from place to count
    asked : collection of ways
        By which attributes they have asked, in all stages.
    hidden : collection of places
        What is not answered, nor anything within it.
    """

    def __init__(
        self, population: Population, exact: Mapping[Place, int], asked: Collection[By],
        hidden: Collection[Place] = (),
    ) -> None:  # fmt: skip
        self.population = population
        self._low, self._high = np.zeros(population.size), np.full(population.size, np.inf)
        self._near, self._sure = np.zeros(population.size), np.full(population.size, 1e-9)
        for by in asked:
            given = ~population.within(by, hidden)
            places, answers = population.places(by)[given], population.answers(by)[given]
            told = np.array([possible(int(each)) for each in answers])
            self._low[places], self._high[places], self._near[places] = told[:, 0], told[:, 1], told[:, 2]
            self._sure[places] = 1 / np.maximum(told[:, 3], 0.01)
        for (by, group, stage), count in exact.items():
            place = population.place(by, group, stage)
            self._low[place] = self._high[place] = self._near[place] = count
            self._sure[place] = 1e6
        self._sums, self._falls = population.sums(), population.falls()
        if ((population.truth < self._low) | (population.truth > self._high)).any():
            raise ValueError("the truth does not fit what is known")

    def find(self, places: Sequence[int]) -> Found:
        """Look for the counts at some places."""
        rows = np.eye(self.population.size)[list(places)]
        least = np.array([self._least(row) for row in rows])
        most = np.array([-self._least(-row) for row in rows])
        return Found(self.population.truth[list(places)], least, most, self.guesses()[list(places)])

    def _least(self, objective: Floats) -> float:
        found = linprog(
            objective, A_ub=self._falls, b_ub=np.zeros(self._falls.shape[0]), A_eq=self._sums,
            b_eq=np.zeros(self._sums.shape[0]), bounds=np.column_stack([self._low, self._high]), method="highs",
        )  # fmt: skip
        if found.status == 3:
            return -np.inf
        if found.x is None:
            raise ArithmeticError(f"the linear program was not solved: {found.message}")
        return float(found.fun)

    def guesses(self) -> Floats:
        """All counts as least squares guess them: near to the answers, and adding up."""
        links = self._sums
        system = bmat([[diags(self._sure), links.T], [links, -1e-9 * identity(links.shape[0])]]).tocsc()
        right = np.concatenate([self._sure * self._near, np.zeros(links.shape[0])])
        return np.asarray(splu(system).solve(right)[: self.population.size])


@dataclass(frozen=True)
class Knowledge:
    """What a release shows and hides of a cohort by stage.

    Parameters
    ----------
    exact : mapping from place to count
    hidden : list of place
    """

    exact: Mapping[Place, int]
    hidden: list[Place]

    def attack(self, population: Population, wanted: Sequence[Place], *, exact: bool, answers: Answers) -> Found:
        """Look for some of what the release hides, by its exact counts and by answers with noise.

        Free questions are answered "as given": exactly where the release counts exactly, not within what it hides.
        """
        own = {by for by, _group, _stage in [*self.exact, *self.hidden]}
        here = [place for place in self.hidden if place[0] in population.ways]
        asked = {"none": [], "as given": [by for by in population.ways if by not in own], "all": population.ways}
        known = {place: n for place, n in self.exact.items() if exact and place[0] in population.ways}
        attacker = Attacker(population, known, asked[answers], here if answers == "as given" else ())
        return attacker.find([population.place(*place) for place in wanted])


def knowledge(views: Iterable[View], cohort: str) -> Knowledge:
    """What a release shows and hides of a cohort by stage."""
    exact: dict[Place, int] = {}
    hidden: list[Place] = []
    for view in views:
        by = tuple(view["by"].split(CROSS)) if view["by"] else ()
        for row in view["funnel"] if view["cohort"] == cohort else ():
            place = (by, tuple(row["group"].split(CROSS)) if by else (), row["stage"])
            n = row["count"]["n"]
            if n is not None:
                exact[place] = n
            elif row["count"]["why"] != Why.UNRECORDED:
                hidden.append(place)
    return Knowledge(exact, hidden)
