"""The counts of a release: all of them, so that they are protected together."""

from collections.abc import Iterator

from naruteo_analytics.disclosure.tables import Table, Verdict
from naruteo_analytics.documents import CROSS
from naruteo_analytics.funnel import STAGES
from naruteo_analytics.release.cube import STAYED, Cube, week_name

TWO_WAYS = (("region", "sex"),)
"""Attributes that are looked at together where a programme holds both."""
MOST_IN_COHORT = 6
"""Attributes of more groups are looked at in the whole programme only."""
OUTCOMES = ("completed", "passed", "certified", "placed")
"""The stages that say how it went for somebody."""
ENDED = "ended "
"""Begins the names of tables of the ended cohorts together, while others are under way."""


def ways(cube: Cube) -> list[str]:
    """By what the people of a release are looked at: by nothing, by each attribute, and by declared pairs."""
    attributes = cube.layout.attributes
    return ["", *attributes, *(CROSS.join(each) for each in TWO_WAYS if set(each) <= set(attributes))]


def attributes_of(by: str) -> list[str]:
    """The attributes of a way."""
    return by.split(CROSS) if by else []


def measures(cube: Cube, by: str) -> list[str]:
    """What is counted by a way. Two attributes at once leave too few for more than the funnel."""
    if CROSS in by:
        return ["stage"]
    weeks = cube.sampled_weeks if by else cube.weeks
    return ["stage", "grade", "exit", "last", *map(week_name, weeks), *(["place"] if "place" in cube.people else [])]


def asked(cube: Cube) -> dict[str, Table]:
    """All tables of a release by name: `what by way`."""
    return {name: table for by in ways(cube) for what in measures(cube, by) for name, table in _of(cube, what, by)}


def by_cohort(cube: Cube, what: str, by: str) -> bool:
    """Whether something is counted by a way in each cohort, too, or in the whole programme only.

    In a cohort attributes of few groups part the funnel: of all else so few cells would be left that they help nobody.
    """
    if not by:
        return True
    return what == "stage" and CROSS not in by and cube.layout.parts(by) <= MOST_IN_COHORT


def _of(cube: Cube, what: str, by: str) -> Iterator[tuple[str, Table]]:
    at_least = what if what in ("stage", "grade", "exit", "last", "place") else None
    attributes = attributes_of(by)
    cohort = ["cohort"] if by_cohort(cube, what, by) else []
    verdicts = _verdicts(cube, what)
    yield f"{what} by {by}", Table([*cohort, *attributes, what], cube.people, at_least=at_least, verdicts=verdicts)
    if len(cube.ended) < len(cube.cohorts):
        where = {"cohort": cube.ended}
        dimensions = [*attributes, what]
        yield f"{ENDED}{what} by {by}", Table(dimensions, cube.people, where, at_least=at_least, verdicts=verdicts)


def _verdicts(cube: Cube, what: str) -> list[Verdict]:
    """What tells of people how it went for them: each with the cohorts of which that is known."""

    def known(stage: str) -> dict[str, list[str]]:
        return {"cohort": cube.recorded.index[cube.recorded[stage]].tolist()}

    if what == "stage":
        return [(STAGES[STAGES.index(each) :], known(each)) for each in OUTCOMES]
    if what == "exit":
        return [((STAYED,), known("completed"))]
    if what == "place":
        return [([each for each in cube.people["place"].cat.categories if each.endswith(" placed")], known("placed"))]
    return []
