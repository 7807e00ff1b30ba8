"""Skills of a whole classification are ranked for sentences; fitting needs enough annotations and uses only those."""

from pathlib import Path

import pytest

from naruteo_matching.evaluation import retrieval, skill_extraction
from naruteo_matching.evaluation.skill_extraction import FLOORS, annotated, r_precision
from naruteo_matching.skills.ranking import FEATURES, FEWEST_SENTENCES, NotEnoughAnnotations, Ranked, SkillRanker
from naruteo_matching.skills.taxonomy import Concept, OccupationLink, Taxonomy, by_code
from naruteo_testing.shared_folder import MATCHING_DATA, needs_matching_data

CONCEPTS = [
    Concept("weld", {"en": "weld metal"}, {"en": ("metal welding", "join metal by welding")}),
    Concept("python", {"en": "Python (computer programming)"}),
    Concept("machines", {"en": "maintain machinery"}, description="Keep presses and pumps running."),
    Concept("group", {"en": "working with metal"}, is_group=True),
]
SMALL = Taxonomy("test", "1", "", by_code(CONCEPTS), links=(OccupationLink("welder", "weld", "essential"),))
SENTENCES = [
    "You join metal parts as a welder",
    "Python scripts for our machinery",
    "Keep the pumps running",
    "Cheerful people",
]


@pytest.fixture(scope="module")
def ranker() -> SkillRanker:
    return SkillRanker(SMALL)


def codes(ranked: list[Ranked]) -> list[str]:
    return [each.concept.code for each in ranked]


def test_without_fitting_names_are_compared(ranker: SkillRanker) -> None:
    first, second, _, nothing = ranker.rank(SENTENCES, 2)
    assert codes(first)[0] == "weld"
    assert set(codes(second)) == {"python", "machines"}
    assert nothing == []
    assert first[0].score > (first[1].score if len(first) > 1 else 0)
    assert ranker.rank([]) == []


def test_fitting_learns_what_counts() -> None:
    fitted = SkillRanker(SMALL).fit(SENTENCES[:3] * 20, [["weld"], ["python"], ["machines"]] * 20)
    best = fitted.rank(SENTENCES[:2], 3)
    assert [codes(each)[0] for each in best] == ["weld", "python"]
    assert all(0 <= each.score <= 1 for ranked in best for each in ranked)
    assert fitted.model_ is not None
    assert fitted.model_[-1].coef_.shape == (1, len(FEATURES))


def test_too_little_is_not_learned_from(ranker: SkillRanker) -> None:
    few = FEWEST_SENTENCES - 1
    with pytest.raises(NotEnoughAnnotations, match="49 annotated sentences"):
        ranker.fit(SENTENCES[:1] * (few + 5), [["weld"]] * few + [["of another taxonomy"]] * 5)


def test_annotations_and_their_measure(tmp_path: Path) -> None:
    path = tmp_path / "test.csv"
    path.write_text("sentence,label\na,weld metal\na,LABEL NOT PRESENT\nb,UNDERSPECIFIED\n", encoding="utf-8")
    assert annotated(path, SMALL) == {"a": {"weld"}}
    ranked = [Ranked(concept, 1.0) for concept in CONCEPTS]
    assert r_precision(ranked, {"weld", "x"}, 5) == 0.5
    assert r_precision(ranked, {"x", "y", "weld", "python"}, 2) == 1.0


@needs_matching_data
def test_on_real_occupations_like_finds_like() -> None:
    records = retrieval.evaluate(MATCHING_DATA)
    value = {(each["method"], each["measure"]): each["value"] for each in records}
    assert value["exact TF-IDF top-k", "recall@10"] > 0.8
    assert value["drawn by lot", "recall@10"] < 0.05
    assert value["same region, then popular", "recall@10"] is None


@needs_matching_data
@pytest.mark.thorough
def test_on_real_job_ads_every_floor_is_beaten() -> None:
    records = skill_extraction.evaluate(MATCHING_DATA)
    assert {each["data"] for each in records} == set(FLOORS)
    for each in records:
        assert each["value"] > each["floor"] + each["standard_error"], each
