"""The engine gives what zen-engine, written by others, gives for the same rules written once more in its language."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
import zen

from naruteo_portal.rules.judging import Outcome, judge
from naruteo_portal.rules.reading import read_programme
from naruteo_testing.rule_folders import TOY, as_case, random_columns

LATER = (date(2026, 7, 1) - date(1970, 1, 1)).days
EXPRESSIONS = {
    "later": f"day >= {LATER}",
    "unit_cost": "$.later ? (remote ? 6160 : 7700) : (remote ? 5600 : 7000)",
    "rate": "size == 0 ? (capital ? ($.later ? 0.95 : 0.90) : 1) : size == 1 ? "
    "(capital ? ($.later ? 0.65 : 0.60) : ($.later ? 0.75 : 0.70)) : (capital ? 0.40 : ($.later ? 0.45 : 0.40))",
    "eligible": "attendance >= 0.8 and score >= 60 and hours >= ($.later ? 4 : 8)",
    "cost": "min([hours * $.unit_cost * $.rate, fee])",
    "amount": "$.eligible ? $.cost - $.cost % 10 : 0",
}


@pytest.fixture(scope="module")
def zen_rules() -> Any:
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {
            "id": "sums",
            "name": "sums",
            "type": "expressionNode",
            "content": {"expressions": [{"id": key, "key": key, "value": value} for key, value in EXPRESSIONS.items()]},
        },
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    edges = [
        {"id": "a", "type": "edge", "sourceId": "in", "targetId": "sums"},
        {"id": "b", "type": "edge", "sourceId": "sums", "targetId": "out"},
    ]
    return zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))


def test_random_cases_are_judged_as_zen_judges_them(zen_rules: Any, pytestconfig: pytest.Config) -> None:
    count = 50_000 if pytestconfig.getoption("--thorough") else 1_000
    programme = read_programme(TOY)
    columns, known = random_columns(programme, np.random.default_rng(5), count, date(2025, 1, 1), 1090, 0)
    found = judge(programme, columns)
    for row in range(count):
        case = as_case(programme, columns, known, row)
        answer = zen_rules.evaluate({
            "day": int(columns["ended_on"][row]), "attendance": float(case["attendance"]),
            "score": float(case["score"]), "hours": float(case["hours"]), "fee": int(case["fee"]),
            "remote": case["mode"] == "remote", "size": int(columns["size"][row]),
            "capital": case["region"] == "capital",
        })["result"]  # fmt: skip
        assert answer["eligible"] == (found.outcome[row] == Outcome.ELIGIBLE), case
        assert Decimal(str(answer["amount"])) == Decimal(int(found.amount[row])).scaleb(-found.decimals), case
