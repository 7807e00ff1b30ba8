"""The catalogue that comes with the project: complete in both languages, and true to ESCO and to the courses."""

from collections import Counter

import yaml

from naruteo_matching.skills import catalogue
from naruteo_testing.checkout import ROOT

HANGUL = range(ord("가"), ord("힣") + 1)


def test_every_concept_has_both_languages_and_a_known_group() -> None:
    shipped = catalogue()
    groups = {code for code, concept in shipped.concepts.items() if concept.is_group}
    for concept in shipped.concepts.values():
        assert set(concept.labels) == {"ko", "en"}
        assert all(concept.labels.values())
        assert concept.is_group == (not concept.broader)
        assert set(concept.broader) <= groups


def test_no_name_means_two_skills() -> None:
    names = Counter(
        "".join(name.casefold().split())
        for concept in catalogue().skills
        for name in {*concept.names("ko"), *concept.names("en")}
    )
    assert [name for name, count in names.items() if count > 1] == []


def test_what_the_courses_teach_is_in_it() -> None:
    shipped = catalogue()
    missing = []
    for path in sorted(ROOT.glob("courses/*/course.yaml")):
        for skill in yaml.safe_load(path.read_text(encoding="utf-8"))["skills"]:
            concept = shipped.by_label.get(skill["label"]["en"].casefold())
            if concept is None or concept.code != skill.get("esco", concept.code):
                missing.append((path.parent.name, skill["label"]["en"]))
            elif concept.label("ko") != skill["label"]["ko"]:
                missing.append((path.parent.name, skill["label"]["ko"]))
    assert missing == []


def test_groups_and_needs_are_followed() -> None:
    shipped = catalogue()
    python = shipped.by_label["python (computer programming)"]
    assert [shipped.concepts[code].label("ko") for code in shipped.ancestors(python.code)] == ["데이터와 AI"]
    assert shipped.needed("naruteo:no-occupation") == {}
    assert "European Commission" in shipped.notice
