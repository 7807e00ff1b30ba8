"""ESCO, O*NET and NCS come in whole, and what strangers made of them is refused with every place that is wrong."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from naruteo_matching.skills import catalogue
from naruteo_matching.skills.importing import tables
from naruteo_matching.skills.importing.esco import read_esco
from naruteo_matching.skills.importing.ncs import read_ncs
from naruteo_matching.skills.importing.onet import read_onet
from naruteo_matching.skills.importing.tables import ImportRefused
from naruteo_matching.skills.taxonomy import Taxonomy
from naruteo_testing.shared_folder import MATCHING_DATA, needs_matching_data
from naruteo_testing.skill_files import (
    CLASSIFICATION,
    ESCO,
    GROUP,
    METAL,
    ONET,
    PYTHON,
    RELATIONS,
    WELD,
    WELDER,
    Rows,
    onet_folder,
    zipped,
)  # fmt: skip

NCS = "코드,명칭,영문명칭\n20,정보통신,\n2001,정보기술,\n200101,정보기술전략·계획,\n"
NCS += "20010105,빅데이터분석,Big data analysis\n"


def esco(
    folder: Path, classification: Mapping[str, Any] = CLASSIFICATION, relations: Mapping[str, Any] = RELATIONS
) -> Taxonomy:
    return read_esco(zipped(folder / "classification.zip", classification), zipped(folder / "relations.zip", relations))


def faults(refusal: pytest.ExceptionInfo[ImportRefused]) -> dict[str, str]:
    return {fault.place: fault.what for fault in refusal.value.faults}


def with_rows(known: Mapping[str, Rows], name: str, *rows: tuple[str, ...]) -> dict[str, Rows]:
    return {**known, name: (*known[name], *rows)}


def test_esco_comes_in_whole(tmp_path: Path) -> None:
    read = esco(tmp_path)
    assert [concept.label("ko") for concept in read.skills] == ["weld metal", "Python (computer programming)"]
    weld = read.concepts[WELD]
    assert weld.names("en") == ("weld metal", "join metal", "metal welding")
    assert read.concepts[PYTHON].names("en")[1:] == ("Python 3",)
    assert read.ancestors(WELD) == (GROUP,), "a loop ends where it closes"
    assert read.needed(WELDER) == {WELD: "essential", PYTHON: "optional"}
    assert read.occupations[WELDER].broader == (METAL,)
    assert "European Commission" in read.notice
    assert read.remarks == ()


@needs_matching_data
def test_the_real_esco_and_the_shipped_names_of_its_skills() -> None:
    folder = MATCHING_DATA / "esco"
    read = read_esco(folder / "esco_v1.1.1_classification_en_csv.zip", folder / "esco_v1.1.1_relations_csv.zip")
    assert len(read.skills) == 13_896
    assert sum(not each.is_group for each in read.occupations.values()) == 3007
    assert len(read.links) == 123_855 - 67
    assert read.remarks[0].startswith("occupationSkillRelations.csv: 67 links left out")
    ours = {concept.code: concept.label("en") for concept in catalogue().skills if concept.code.startswith(ESCO)}
    assert ours == {code: read.concepts[code].label("en") for code in ours}
    assert len(ours) > 150


@needs_matching_data
def test_the_real_onet() -> None:
    read = read_onet(MATCHING_DATA / "onet")
    assert (read.version, len(read.occupations)) == ("29.2", 1016)
    assert read.concepts["43232604"].is_group
    assert "Arc Welder" in read.occupations["51-4121.00"].names("en")


def test_every_faulty_row_of_esco_is_named(tmp_path: Path) -> None:
    wrong = with_rows(CLASSIFICATION, "skills_en.csv", (WELD, "again", "", "", ""), ("urn:x", "", "", "", ""))
    relations = with_rows(RELATIONS, "occupationSkillRelations.csv", (WELDER, "perhaps", WELD))
    relations = with_rows(relations, "broaderRelationsSkillPillar.csv", (WELD, ""))
    with pytest.raises(ImportRefused) as refusal:
        esco(tmp_path, wrong, relations)
    assert set(faults(refusal)) == {
        "skills_en.csv, row 4", "skills_en.csv, row 5",
        "occupationSkillRelations.csv, row 4", "broaderRelationsSkillPillar.csv, row 4",
    }  # fmt: skip


def test_two_versions_of_esco_do_not_go_together(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="of one version"):
        esco(
            tmp_path, relations=with_rows(RELATIONS, "occupationSkillRelations.csv", (WELDER, "optional", GROUP + "x"))
        )


@pytest.mark.parametrize(
    ("skills", "said"),
    [
        ("conceptUri,preferredLabel\nx,y\n", "no column altLabels, description, hiddenLabels"),
        (
            ",".join(CLASSIFICATION["skills_en.csv"][0]) + "\nonly,three,cells\n",
            "has 3 cells where the first row has 5",
        ),
        ('"conceptUri,pre', "is not a row of a CSV file"),
        ("zero\x00byte", "zero bytes"),
        ("", "no column"),
    ],
)
def test_broken_tables_are_refused(tmp_path: Path, skills: str, said: str) -> None:
    with pytest.raises(ImportRefused, match=said):
        esco(tmp_path, {**CLASSIFICATION, "skills_en.csv": skills})


def test_hostile_archives_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    relations = zipped(tmp_path / "relations.zip", RELATIONS)
    path = tmp_path / "classification.zip"
    path.write_bytes(b"PK\x03\x04 and nothing that follows")
    with pytest.raises(ImportRefused, match="not a ZIP file"):
        read_esco(path, relations)
    with pytest.raises(ImportRefused, match="cannot be read"):
        read_esco(tmp_path / "nowhere.zip", relations)
    with pytest.raises(ImportRefused, match=r"holds no skills_en\.csv"):
        read_esco(relations, relations)
    whole = zipped(path, CLASSIFICATION).read_bytes()
    path.write_bytes(whole.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"))
    with pytest.raises(ImportRefused, match="not a ZIP file that can be read"):
        read_esco(path, relations)
    monkeypatch.setattr(tables, "MOST_UNPACKED_BYTES", 1024 * 1024)
    with pytest.raises(ImportRefused, match="unpacks to more than 1 MB"):
        esco(tmp_path, {**CLASSIFICATION, "skills_en.csv": "a" * 2_000_000})
    monkeypatch.setattr(tables, "MOST_BYTES", 100)
    with pytest.raises(ImportRefused, match="larger than"):
        esco(tmp_path)


def test_of_many_faults_the_first_are_named_and_all_counted(tmp_path: Path) -> None:
    wrong = [("urn:x", "", "", "", "")] * 60
    with pytest.raises(ImportRefused, match="and 10 more") as refusal:
        esco(tmp_path, with_rows(CLASSIFICATION, "skills_en.csv", *wrong))
    assert (len(refusal.value.faults), refusal.value.count) == (50, 60)


def test_onet_comes_in_with_its_quotation_marks(tmp_path: Path) -> None:
    read = read_onet(onet_folder(tmp_path / "onet"))
    assert read.occupations["51-4121.00"].description == 'Work with "arcs".'
    assert read.occupations["51-4121.00"].names("en") == ("Welders", "Arc Welder")
    assert [concept.code for concept in read.skills] == ["43232604/AutoCAD", "23271400/Arc welders"]
    assert read.ancestors("43232604/AutoCAD") == ("43232604",)
    assert len(read.links) == 2
    assert "USDOL/ETA has not approved" in read.notice


def test_every_faulty_row_of_onet_is_named(tmp_path: Path) -> None:
    wrong = with_rows(ONET, "Technology Skills.txt", ("99-9999.00", "AutoCAD", "43232604", "CAD"))
    wrong = with_rows(wrong, "Alternate Titles.txt", ("11-1111.00", "Nobody"))
    wrong = with_rows(wrong, "Occupation Data.txt", ("51", "Short", ""))
    with pytest.raises(ImportRefused) as refusal:
        read_onet(onet_folder(tmp_path / "onet", wrong))
    assert set(faults(refusal)) == {
        "Technology Skills.txt, row 4", "Alternate Titles.txt", "Occupation Data.txt, row 3",
    }  # fmt: skip
    (tmp_path / "onet" / "Read Me.txt").write_text("something else", encoding="utf-8")
    with pytest.raises(ImportRefused, match="which O"):
        read_onet(tmp_path / "onet")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_ncs_from_a_list_of_the_operator(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "ncs.csv"
    path.write_text(NCS + "2001010501_16v2,빅데이터 분석 기획,\n", encoding=encoding)
    read = read_ncs(path, "2025", "공공누리 제1유형")
    assert [(each.code, each.label("en")) for each in read.skills] == [
        ("20010105", "Big data analysis"), ("2001010501", "빅데이터 분석 기획"),
    ]  # fmt: skip
    assert read.ancestors("2001010501") == ("20010105", "200101", "2001", "20")
    assert (read.version, read.notice) == ("2025", "공공누리 제1유형")


def test_ncs_from_a_workbook(tmp_path: Path) -> None:
    workbook = Workbook()
    for row in (["코드", "명칭", "영문명칭", "비고"], [20, "정보통신", None, "x"], ["2001", "정보기술", "IT", None]):
        workbook.active.append(row)  # type: ignore[union-attr]
    workbook.save(tmp_path / "ncs.xlsx")
    assert list(read_ncs(tmp_path / "ncs.xlsx", "2025", "").concepts) == ["20", "2001"]


def test_every_faulty_row_of_ncs_is_named(tmp_path: Path) -> None:
    path = tmp_path / "ncs.csv"
    path.write_text(NCS + "2,하나,\n2002,,\n20,또,\n30010101,없는 곳,\n", encoding="utf-8")
    with pytest.raises(ImportRefused) as refusal:
        read_ncs(path, "2025", "")
    assert {place: what.split(" (")[0] for place, what in faults(refusal).items()} == {
        "ncs.csv, row 6": "'2' is no NCS code: 2, 4, 6, 8 or 10 digits",
        "ncs.csv, row 7": "has no name",
        "ncs.csv, row 8": "20 stands in ncs.csv, row 2 already",
        "ncs.csv, row 9": "30010101 belongs to 300101, which has no row",
    }


def test_hostile_ncs_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "ncs.xlsx"
    for content, said in (
        (b"PK\x03\x04broken", "not a workbook"),
        (workbook_with("<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"), "XML entities"),
        (b"\xff\xfe\x00\x81", "letters that cannot be read"),
        ("코드,명칭,영문명칭\n".encode(), "no rows"),
        ("번호,이름\n1,2\n".encode(), "no column 코드, 명칭, 영문명칭"),
    ):
        path.write_bytes(content)
        with pytest.raises(ImportRefused, match=said):
            read_ncs(path, "2025", "")


def workbook_with(xml: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", xml)
    return out.getvalue()
