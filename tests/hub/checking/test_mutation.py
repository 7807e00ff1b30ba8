"""Mutants are small changes in what the learner writes, of every kind that people make, and never broken Python."""

import ast

import pytest

from naruteo_hub.checking.mutation import make_mutants, read_answer


def changed_lines(text: str, *visible: str) -> dict[str, str]:
    """Each mutant's changed line and its kind."""
    return {mutant.becomes: mutant.kind for mutant in make_mutants(read_answer(text), visible)}


@pytest.mark.parametrize(
    ("line", "expected", "kind"),
    [
        ("x = a < b", "x = a <= b", "comparison"),
        ("x = a is None", "x = a is not None", "comparison"),
        ("x = a + b", "x = a - b", "operator"),
        ("x = (a) & (b)", "x = (a) | (b)", "operator"),
        ("x = a / b", "x = (b) / (a)", "sides swapped"),
        ("x = a and b", "x = a or b", "and / or"),
        ("x = a and b", "x = (b)", "part of a condition"),
        ("x = not a", "x = a", "sign or `not` forgotten"),
        ("x = a[1:]", "x = a[0:]", "off by one"),
        ("x = range(n)", "x = range((n) - 1)", "off by one"),
        ("x = 9.80665", "x = 10.787315", "constant"),
        ("x = [v for v in a if v]", "x = [v for v in a if True]", "filter forgotten"),
        ("x = f(a, b)", "x = f(b, a)", "arguments swapped"),
        ("x = table[table['a'] > 3]", "x = table[~(table['a'] > 3)]", "condition turned round"),
        ("x = t.groupby('a').mean()", "x = t.groupby('a').median()", "another aggregate"),
        ("x = t.groupby(['a', 'b']).sum()", "x = t.groupby(['a']).sum()", "key forgotten"),
        ("x = t.agg('sum')", 'x = t.agg("mean")', "another option"),
        ("x = a.merge(b, how='left')", 'x = a.merge(b, how="inner")', "another option"),
        ("x = t.dropna().copy()", "x = t.copy()", "step forgotten"),
        ("x = sorted(a)", "x = list(a)", "step forgotten"),
        ("x = s.std(ddof=0)", "x = s.std()", "option forgotten"),
        ("x = s.shift(1)", "x = s.shift(-1)", "leakage"),
        ("x = s.rolling(3)", "x = s.rolling(3, center=True)", "leakage"),
        ("x = scaler.transform(test)", "x = scaler.fit_transform(test)", "leakage"),
        ("cv = GroupKFold(5)", "cv = KFold(5)", "leakage"),
    ],
)
def test_a_mistake_is_made(line: str, expected: str, kind: str) -> None:
    assert changed_lines(line)[expected] == kind


def test_a_model_is_fitted_on_everything_that_was_split() -> None:
    text = "a, b, c, d = train_test_split(X, y)\nmodel.fit(a, c)"
    assert changed_lines(text)["model.fit(X, y)"] == "leakage"


def test_a_guard_and_a_line_with_an_effect_are_forgotten() -> None:
    text = "def f(a):\n    if not a:\n        return 0\n    a.append(1)\n    return len(a)"
    kinds = [mutant.kind for mutant in make_mutants(read_answer(text))]
    assert kinds.count("line forgotten") == 2


def test_an_answer_knows_the_visible_examples_by_heart() -> None:
    text = "def double(n):\n    ### BEGIN SOLUTION\n    return 2 * n\n    ### END SOLUTION"
    mutants = make_mutants(read_answer(text), ["assert double(2) == 4\nassert abs(double(5) - 10) < 1e-9"])
    (by_heart,) = [mutant for mutant in mutants if mutant.kind == "answer by heart"]
    names: dict[str, object] = {}
    exec(by_heart.source, names)
    double = names["double"]
    assert callable(double)
    assert [double(2), double(5), double(7)] == [4, 10, 4]


@pytest.mark.parametrize("line", ["x = np.maximum(a, b)", "x = model(random_state=1)", "x = 1e-6"])
def test_what_is_no_mistake_is_not_made(line: str) -> None:
    assert changed_lines(line).keys() == set()


def test_only_what_learners_write_is_changed() -> None:
    text = "limit = 3\ndef f(a):\n    ### BEGIN SOLUTION\n    return a > 4\n    ### END SOLUTION"
    assert {mutant.line for mutant in make_mutants(read_answer(text))} == {4}


def test_every_mutant_can_be_run_and_differs() -> None:
    text = '''
%matplotlib inline
def 요약(표, 한계=0.5):
    """요약합니다 / Summarise."""
    결과 = []
    for 이름, 부분 in 표.groupby(["라인", "교대"]):
        값 = f"{부분['불량'].sum() / len(부분):.2f}"
        if 부분["불량"].mean() > 한계 and not 부분.empty:
            결과.append((이름, 값, -1))
    return sorted(결과, key=lambda 줄: 줄[1], reverse=True)[:3]
'''
    mutants = make_mutants(read_answer(text))
    assert len(mutants) > 15
    original = ast.dump(ast.parse(text.replace("%matplotlib inline", "pass")))
    for mutant in mutants:
        assert ast.dump(ast.parse(mutant.source.replace("%matplotlib inline", "pass"))) != original
        assert f"+{mutant.source.splitlines()[mutant.line - 1]}" in mutant.diff(text)
        # Where nodes in an f-string stand is not known on every Python, so its inside stays.
        assert ":.2f}" in mutant.source


def test_a_share_of_mutants_is_of_many_kinds_and_the_same_each_time() -> None:
    text = "x = [a + 1 for a in b if a < 3 and a is not None]\ny = max(x) / sum(x)"
    answer = read_answer(text)
    some = make_mutants(answer, (), 5, "seed")
    assert some == make_mutants(answer, (), 5, "seed")
    assert len({mutant.kind for mutant in some}) == 5
    assert set(some) < set(make_mutants(answer))


def test_what_is_no_python_has_no_mutants() -> None:
    assert make_mutants(read_answer("def f(:")) == []
