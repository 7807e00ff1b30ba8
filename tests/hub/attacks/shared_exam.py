"""A small exam whose tests run in the learner's own process, because their author declared so."""

from naruteo_hub.grading import Result
from naruteo_testing.notebooks import Cell, answer, check

from .conftest import points


def shared(grade_id: str, source: str, points: float = 1) -> Cell:
    """Make a test cell that its author wants to run beside the learner's code."""
    cell = check(grade_id, source, points)
    cell["metadata"]["naruteo"] = {"judge": "shared"}
    return cell


PLOT = {
    "right": (
        "import matplotlib.pyplot as plt\n"
        "def draw(values):\n"
        "    figure, axes = plt.subplots()\n"
        "    axes.plot(values)\n"
        "    axes.set_title('Rain')\n"
        "    return axes"
    ),
    "wrong": "def draw(values):\n    return None",
}
PLOT_TEST = (
    "import matplotlib.axes\n"
    "axes = draw([1, 5, 2])\n"
    "assert isinstance(axes, matplotlib.axes.Axes)\n"
    "### BEGIN HIDDEN TESTS\n"
    "assert axes.get_title() == 'Rain', 'hidden-reason'\n"
    "assert list(axes.lines[0].get_ydata()) == [1, 5, 2]\n"
    "### END HIDDEN TESTS"
)
IDENTITY_TEST = "import numpy\nnumpy.testing.assert_array_equal(kept(), [7, 7])\nassert kept() is kept()"
IDENTITY_RIGHT = "import numpy as np\n_kept = np.array([7, 7])\ndef kept():\n    return _kept"
IDENTITY_WRONG = "_kept = [1]\ndef kept():\n    return _kept"
PARTIAL_TEST = "points = 0\nif kept() is kept():\n    points += 1\nif sum(kept()) == 14:\n    points += 1\npoints"
SOLUTION = f"### BEGIN SOLUTION\n{PLOT['right']}\n{IDENTITY_RIGHT}\n### END SOLUTION"
CELLS = [
    answer("work", SOLUTION),
    shared("plot", PLOT_TEST, 2),
    shared("identity", IDENTITY_TEST),
    shared("partial", PARTIAL_TEST, 2),
    check("plain", "assert plain() == 11"),
]
PLAIN = "\ndef plain():\n    return 11\n"
CELLS[0]["source"] = SOLUTION.replace("### END", PLAIN.strip() + "\n### END")
WRONG = f"{PLOT['wrong']}\n{IDENTITY_WRONG}\n{PLAIN}"
RIGHT = f"{PLOT['right']}\n{IDENTITY_RIGHT}\n{PLAIN}"
SHARED_TESTS = {"plot": 2, "identity": 1, "partial": 2}


def assert_a_person_looks(result: Result) -> None:
    """Neither full marks nor a silent zero: needs review, with evidence."""
    assert result.state == "needs_review"
    assert any(flag.evidence for flag in result.flags)
    given = points(result)
    assert [name for name, highest in SHARED_TESTS.items() if given[name] == highest] == []
