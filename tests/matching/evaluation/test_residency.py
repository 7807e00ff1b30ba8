"""On Peru's residency the model reaches its targets on 2019, and 2021 is refused as a break."""

import pytest

from naruteo_matching.evaluation.parts import evaluate
from naruteo_matching.evaluation.residency import Application, features_of
from naruteo_testing.shared_folder import MATCHING_DATA, needs_matching_data


@needs_matching_data
def test_targets_on_real_applications() -> None:
    rows = evaluate(MATCHING_DATA, ["residency"])["residency"]
    assert rows is not None
    found = {(each["measure"], each["method"]): each["value"] for each in rows}
    assert found["AUC 2019", "model"] >= 0.62
    assert found["Brier 2019", "model"] <= 0.228
    assert found["Brier 2019", "model"] < min(
        value for (measure, method), value in found.items() if measure == "Brier 2019" and method != "model"
    )
    refusal = rows[-1]
    assert refusal["value"]
    assert refusal["why"].startswith("2021: 98%")
    card = rows[0]["card"]
    assert card["model"]["learner"] == "logistic"
    assert card["calibration"]["sex"]["groups"].keys() == {"F", "M"}
    assert all("sex" not in name and "gender" not in name for name in card["model"]["features"])


def application(year: int, university: str, *, admitted: bool = False) -> Application:
    return Application(year, "surgery", university, "Lima", "F", admitted, ("surgery", university))


def test_features_look_at_the_past_and_at_this_years_applicants_alone() -> None:
    past = [application(2016, "A", admitted=at < 5) for at in range(10)]
    now = [application(2017, "A") for _ in range(4)] + [application(2017, "new")]
    ended = [Application(**{**vars(each), "admitted": True}) for each in now]
    assert (features_of(2017, [2016], [*past, *now]) == features_of(2017, [2016], [*past, *ended])).all()
    crowded = features_of(2017, [2016], [*past, *now, *now])
    assert (crowded[0, :2] < features_of(2017, [2016], [*past, *now])[0, :2]).all()


def test_a_place_without_a_past_takes_its_specialtys_rate() -> None:
    past = [application(2016, "A", admitted=at < 5) for at in range(10)]
    known, new = features_of(2017, [2016], [*past, application(2017, "A"), application(2017, "new")])
    assert new[0] == pytest.approx(new[1])
    assert new[2] == pytest.approx(new[3])
    assert known[0] != pytest.approx(known[1])


def test_a_part_without_its_data_says_so(tmp_path: object) -> None:
    assert evaluate(MATCHING_DATA / "nowhere", ["residency"]) == {"residency": None}
