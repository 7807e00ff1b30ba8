"""Tables of views: faces, crossings, sentences, single figures and changes."""

import pytest

from naruteo_analytics.documents import View, Why
from naruteo_analytics.simulator import parameters
from naruteo_portal.core.i18n import LOCALES, Message
from naruteo_portal.insight.reviews.changes import changes_between, count_changes
from naruteo_portal.insight.reviews.definitions import DEFINITIONS
from naruteo_portal.insight.reviews.faces import cross_of, face_of
from naruteo_portal.insight.reviews.files import figures_of
from naruteo_portal.insight.reviews.openapi import description
from naruteo_portal.insight.reviews.pages import PAGES
from naruteo_portal.insight.reviews.quality import data_rows, protection_rows
from naruteo_portal.insight.reviews.sentences import sentence_of
from naruteo_portal.insight.reviews.tables import (
    equity_table,
    funnel_table,
    grades_table,
    items_table,
    persons_table,
    retention_table,
)
from naruteo_portal.insight.reviews.words import GROUPS
from naruteo_testing.insight import made_view

PARTS = {(name, number): part for name, page in PAGES.items() for number, part in enumerate(page.parts)}


def views(*ways: tuple[str, str]) -> list[View]:
    return [made_view(cohort, by, 120) for cohort, by in ways]


def test_every_group_of_the_demo_has_a_name() -> None:
    shares = (
        parameters.REGIONS, parameters.AGE_BANDS, parameters.EDUCATIONS, parameters.NATIONALITY_GROUPS,
    )  # fmt: skip
    assert {group for each in shares for group in each} <= GROUPS.keys()


@pytest.mark.parametrize("place", PARTS, ids=str)
def test_every_table_is_said_in_both_languages(place: tuple[str, int]) -> None:
    table = PARTS[place].make(views(("AAA", ""), ("AAA", "region")))
    for locale in LOCALES:
        face = face_of(table, locale)
        assert all(len(row) == len(face.head) for row in face.rows)
        assert "%(" not in sentence_of(table).said_in(locale) if PARTS[place].chart else True
    assert set(table.definitions) <= DEFINITIONS.keys()


def test_a_crossing_has_a_cell_for_each_pair_in_the_documents_order() -> None:
    cross = cross_of(funnel_table(views(("AAA", "region"))), ("cohort", "group"), ("stage",), "en")
    assert cross is not None
    assert [name for name, _cells in cross.rows] == ["Busan", "Seoul", "Other, merged groups (Gwangju · Jeju)"]
    busan = cross.rows[0][1][1]
    assert busan is not None and (busan.rate.text, busan.n.text) == ("90 %", "54")
    other = cross.rows[2][1][1]
    assert other is not None and (other.rate.why, other.n.why) == (Why.LOW, Why.FEW)
    assert cross_of(funnel_table(views(("AAA", ""))), ("cohort", "group"), ("stage",), "en") is None


def test_sentences_speak_of_shown_figures_alone() -> None:
    shown = funnel_table(views(("AAA", "")))
    assert str(sentence_of(shown)) == "How far enrolments came. Registered 100 %, Passed 50 %."
    [view] = views(("AAA", ""))
    for stage in view["funnel"]:
        stage["rate"] = {"per_cent": None, "low": None, "high": None, "why": Why.LOW}
    assert str(sentence_of(funnel_table([view]))) == "How far enrolments came: no figure can be shown."
    assert "from 80 to 100 holds most" in str(sentence_of(grades_table(views(("AAA", "")))))
    assert "Busan, Passed, -3.2 points" in str(sentence_of(equity_table(views(("AAA", "region")))))
    assert "Week 0: 90 %" in str(sentence_of(retention_table(views(("AAA", "")))))


def test_a_task_says_between_which_groups_it_differs() -> None:
    said = face_of(items_table(views(("AAA", ""))), "en").rows
    texts = [{cell.text for cell in row} for row in said]
    assert ["Sex: C (Women) · Region: A (Seoul)" in each for each in texts] == [False, False, True]


def test_persons_are_told_only_where_enrolments_are() -> None:
    [view] = views(("AAA", ""))
    assert persons_table([view]).rows[0][2:] == (120, 118)
    view["funnel"][0]["count"] = {"n": None, "why": Why.JOINT}
    assert persons_table([view]).rows[0][2:] == (Why.JOINT, Why.JOINT)


def test_groups_of_two_attributes_are_said_by_both() -> None:
    [view] = views(("AAA", "sex"))
    view["funnel"][0]["group"] = "Busan*F"
    group = face_of(funnel_table([view]), "en").rows[0][0].text
    assert group == "Busan · Women"
    view["groups"][0] = {"key": "other", "merged": ["jeju", "sejong"]}
    view["funnel"][0]["group"] = "other"
    assert face_of(funnel_table([view]), "ko").rows[0][0].text == "기타(합친 집단) (제주 · 세종)"


def test_single_figures_keep_their_reason_and_no_value() -> None:
    figures = list(figures_of([funnel_table(views(("AAA", "region")))]))
    few = [each for each in figures if each.group == "other" and each.figure == "n" and each.at == "registered"]
    assert [(each.value, each.why) for each in few] == [(None, "few")]
    assert next(each for each in figures if (each.group, each.at, each.figure) == ("Busan", "passed", "n")).value == 30


def test_changes_are_told_only_of_what_both_show() -> None:
    before, after = views(("AAA", "region")), views(("AAA", "region"))
    after[0]["funnel"][0]["count"] = {"n": 71}
    after[0]["funnel"][1]["count"] = {"n": None, "why": Why.JOINT}
    said = [str(each) for each in changes_between(before, after)]
    assert said == [
        "AAA · Busan · Registered: 60 · 100 % → 71 · 100 %",
        "AAA · Busan · Started learning: 54 · 90 % → [hidden] · 90 %",
    ]
    changed = count_changes(funnel_table(before), funnel_table(after), "n")
    assert {names: change for names, change in changed.items() if change} == {("AAA", "Busan", "registered"): 11}


def test_the_state_of_the_data_is_said() -> None:
    policy = {"least_count": 10, "least_of_rate": 25, "least_width": 5}
    summary = {
        "cells": 100, "shown": 90, "few": 6, "joint": 4, "low": 0, "unrecorded": 0,
        "data": {
            "cohorts": 3, "ended": 2, "period_weeks": 4, "merged": {"region": ["Gwangju", "Jeju"]},
            "unknown": {"sex": 0, "region": 12}, "scores_missing": 1, "banked": None, "unrecorded": ["placed"],
        },
    }  # fmt: skip
    said = [f"{name}: {value}" for name, value in (*protection_rows(policy, summary), *data_rows(summary))]
    assert "Counts that are shown: 90 of 100 (90.0 %)" in said and "[few]: 6 of 100 (6.0 %)" in said
    assert "Cohorts: 2 of 3 have ended" in said and "Region is not known of: 12 %" in said
    assert "Grades from an earlier cohort: Not recorded" in said and "Stages that nobody records: Found work" in said
    assert data_rows({}) == [] and all(isinstance(name, Message) for name, _value in protection_rows(policy, {}))


def test_the_interface_is_described_with_every_type_of_a_view() -> None:
    schemas = description()["components"]["schemas"]
    assert schemas["View"]["properties"]["funnel"] == {"type": "array", "items": {"$ref": "#/components/schemas/Stage"}}
    assert schemas["Why"]["enum"] == [why.value for why in Why]
    assert "why" not in schemas["Rate"]["required"] and schemas["Curve"]["properties"]["unit"]["enum"][0] == "day"
