"""Where stock nbgrader is unjust to honest work, and what is just."""

from typing import NamedTuple


class Difference(NamedTuple):
    """One cell's points from nbgrader, the points it deserves, and why."""

    stock: float | None
    just: float | None
    reason: str


Cells = dict[str, Difference]

STDERR = "nbgrader takes any output on stderr for a failure"
ORDER = "nbgrader runs cells in the order in which a learner left them"
DELETED = "nbgrader does not put back what a learner deleted by accident"
COPIED = "nbgrader gives up on a notebook with a copied cell"

HELPER = "nbgrader lets what a learner wrote under the name of the course's own test helper judge the answer"
NUMPY = "nbgrader cannot read NumPy's numbers, and gives full points whatever they are"


def _differ(stock: float | None, reason: str, **just: float) -> Cells:
    return {cell: Difference(stock, points, reason) for cell, points in just.items()}


# assignment -> submission -> cell
JUST_DIFFERENCES: dict[str, dict[str, Cells]] = {
    "moved_cells": {
        "test_above_answer": _differ(0, ORDER, two_test=1),
        "answer_below_test": _differ(0, ORDER, one_test=1),
        "helper_last": _differ(0, ORDER, one_test=1, two_test=1),
        "test_deleted": _differ(None, DELETED, two_test=1),
        "helper_deleted": _differ(0, DELETED, one_test=1, two_test=1, three_test=1),
        "test_copied": _differ(None, COPIED, one_test=1, two_test=1, three_test=1),
        "answer_copied": _differ(None, COPIED, one_test=1, two_test=1, three_test=1),
    },
    "noise": {
        "warns": _differ(0, STDERR, root_test=2, root_more=1),
        "warns_in_numpy": _differ(0, STDERR, root_test=2, root_more=1),
        "prints_on_stderr": _differ(0, STDERR, root_test=2, root_more=1),
        "logs": _differ(0, STDERR, root_test=2, root_more=1),
        "tracebacks_printed": _differ(0, STDERR, root_test=2, root_more=1),
        "logs_info": _differ(0, STDERR, half_test=1, half_partial=2),
        "progress_bar": _differ(0, STDERR, half_test=1, half_partial=2),
        "wrong_and_warns": _differ(0, STDERR, half_test=1, half_partial=1),
    },
    "given_helpers": {
        "rebinds_helper": _differ(1, HELPER, hypotenuse_cases=0, hypotenuse_example=0)
        | _differ(1, HELPER, perimeter_uses_helper_of_earlier_test=0)
    },
    "numpy_more": {"nanmean": _differ(0, STDERR, nan_mean_test=1)},
    "points": {
        "numbers_only": _differ(2, NUMPY, points_of_numpy=1.5),
        "same_kind": _differ(2, NUMPY, points_of_numpy=1.5),
        "nothing_right": _differ(2, NUMPY, points_of_numpy=0.5),
    },
    # A new pandas warns of what the course's own test does, and everybody loses the point.
    "tables": {
        submission: _differ(0, STDERR, ledger_column_added=1)
        for submission in (
            "author",
            "restarted_kernel",
            "unlocked_comments",
            "formatted_sql",
            "wrong_sql",
            "concat_ledger",
        )
    },
}

# Assignments whose tests look at what only the learner's own process has: a person may have to confirm their points.
SHARED_PROCESS = ("plots", "plots_current")
