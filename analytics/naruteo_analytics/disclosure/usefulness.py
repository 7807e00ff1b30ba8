"""What protection leaves of tables, and what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass

from naruteo_analytics.disclosure.protection import Protected
from naruteo_analytics.disclosure.rates import rate
from naruteo_analytics.disclosure.tables import ALL, COUNT, Table, rows


@dataclass(frozen=True)
class Utility:
    """What can still be read of a table.

    Parameters
    ----------
    cells, shown : int
        How many cells the table has, and how many of them are shown.
    persons : float
        Share of the persons in the table's finest cells who are in shown ones. Secret: with the shown counts it says
        how many there are in all, which may be hidden.
    rates, rates_shown : int
        How many rates of the outcome of at least n_rate persons there are (secret, too), and how many are shown.
    error : float or None
        Mean distance of a shown rate from the true one, in per cent points; None where none is shown.
    """

    cells: int
    shown: int
    persons: float
    rates: int
    rates_shown: int
    error: float | None


def utility(protected: Protected, tables: Mapping[str, Table]) -> dict[str, Utility]:
    """What can still be read of each table (its rates: those of `outcome` or `at_least`)."""
    return {name: _utility(protected, name, table) for name, table in tables.items()}


def _utility(protected: Protected, name: str, table: Table) -> Utility:
    population, policy = protected.population, protected.policy
    frame = protected.tables[name]
    labelled = dict(rows(table, population.levels))
    truth = {labels: population.count(cell) for labels, cell in labelled.items()}
    counts = dict(zip(labelled, frame[COUNT].astype(object).where(frame[COUNT].notna(), None), strict=True))
    finest = [labels for labels in truth if ALL not in labels]
    seen = sum(truth[labels] for labels in finest if counts[labels] is not None)
    measured = table.outcome or table.at_least
    rates, errors = 0, []
    if measured is not None:
        place = list(table.dimensions).index(measured)
        whole = population.levels[measured][0] if measured == table.at_least else ALL
        for labels in labelled:
            group = (*labels[:place], whole, *labels[place + 1 :])
            if labels != group and truth[group] >= policy.n_rate:
                rates += 1
                per_cent, _why = rate(counts[labels], counts[group], policy)
                if per_cent is not None:
                    errors.append(abs(per_cent - 100 * truth[labels] / truth[group]))
    return Utility(
        cells=len(counts), shown=sum(count is not None for count in counts.values()),
        persons=seen / max(1, sum(truth[labels] for labels in finest)), rates=rates, rates_shown=len(errors),
        error=sum(errors) / len(errors) if errors else None,
    )  # fmt: skip
