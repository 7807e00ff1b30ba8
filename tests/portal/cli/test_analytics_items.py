"""`naruteo analytics items` and `survival`: exit status, words and JSON."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from naruteo_portal.cli import main
from naruteo_testing.shared_folder import ANALYTICS_DATA, needs_analytics_data

AML = "time,cens,group\n9,1,1\n13,1,1\n13,0,1\n18,1,2\n23,1,2\n28,0,\n"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["analytics", *arguments])


def written(folder: Path, text: str) -> str:
    path = folder / "given.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


@needs_analytics_data
def test_items_as_json_and_as_a_table() -> None:
    path = str(ANALYTICS_DATA / "items" / "LSAT6.csv")
    answer = json.loads(run("items", path, "--json").output)
    first = answer["items"][0]
    assert (first["item"], first["n"], round(first["r_rest"], 4), first["seconds"]) == ("Item_1", 1000, 0.1128, None)
    assert answer["exercises"][0]["n_complete"] == 1000
    assert set(answer["definitions"]) > {"r_rest", "sd", "a"}
    lines = run("items", path).output.splitlines()
    assert lines[0] == "1000 enrolments, 5 items, 1000 with all items graded"
    assert "2PL -2466.653, Rasch -2466.938" in lines[3]
    assert lines[5].split()[:5] == ["item", "n", "facility", "sd", "r"]
    assert lines[6].split()[:3] == ["Item_1", "1000", "0.924"]
    assert "Freq says how many persons gave each pattern." in lines


def test_items_of_groups_with_what_is_left_out_and_why(tmp_path: Path) -> None:
    rows = "".join(f"p{at},{'m' if at % 2 else 'f'},{at % 2},{at % 3 % 2},{at % 5}\n" for at in range(60))
    path = written(tmp_path, "id,sex,q1,q2,q3\n" + rows)
    done = run("items", path, "--by", "sex", "--worth", "q3=4", "--json")
    answer = json.loads(done.output)
    assert [each["item"] for each in answer["functioning"]["left_out"]] == ["q3", "", ""]
    assert answer["exercises"][0]["model"] == "no model: no item has 200 answers that are right or wrong, of both kinds"
    text = run("items", path, "--by", "sex", "--worth", "q3=4").output
    assert "f: 30 persons with all answers graded; 100 are needed" in text
    assert "q3: answers earn partial credit" in text


def test_a_row_for_each_answer_names_its_own_columns(tmp_path: Path) -> None:
    path = written(tmp_path, "enrolment,item,score,max_score\na,x,0,1\nb,x,0,1\nb,y,1,\n")
    said = run("items", path, "--by", "enrolment")
    assert (said.exit_code, "persons with all answers graded; 100 are needed" in said.output) == (0, True)
    lines = [line.split() for line in said.output.splitlines()]
    assert ["x", "2", "0.000", "0.000", "1.000"] in lines, "that nobody solves it is no reason to say nothing"
    assert "y: nobody says how many points it is worth" in said.output
    for option in (["--worth", "x=3"], ["--person", "who"], ["--frequency", "often"], ["--empty", "omitted"]):
        refused = run("items", path, *option)
        assert (refused.exit_code, "leave out the options" in refused.output) == (2, True)


def test_groups_are_compared_item_by_item(tmp_path: Path) -> None:
    rows = "".join(f"{'m' if at % 2 else 'f'},{(at * 7) % 10 // 5},{at // 3 % 2},{at // 5 % 2}\n" for at in range(400))
    path = written(tmp_path, "sex,q1,q2,q3\n" + rows)
    lines = run("items", path, "--by", "sex", "--reference", "m").output.splitlines()
    at = next(at for at, line in enumerate(lines) if line.startswith("item  reference"))
    assert lines[at + 1].split()[:5] == ["q1", "m", "f", "200", "200"]


def test_times_as_json_and_as_a_table(tmp_path: Path) -> None:
    path = written(tmp_path, AML)
    asked = ("survival", path, "--time", "time", "--event", "cens", "--by", "group", "--until", "12")
    answer = json.loads(run(*asked, "--json").output)
    assert (answer["interval"], answer["left_out"], answer["until"]) == ("log-log", 1, 12)
    assert answer["summaries"][0] == {
        "group": "1", "cause": "", "n": 3, "events": 2, "median": 13, "low": 9, "high": None,
    }  # fmt: skip
    assert [each["observed"] for each in answer["log_rank"]["groups"]] == [2, 2]
    assert answer["restricted_mean"][0]["mean"] == pytest.approx(9 + 3 * 2 / 3)
    assert answer["steps"][0] == {
        "group": "1", "cause": "", "time": 0, "at_risk": 3, "events": 0, "censored": 0,
        "share": 1, "se": 0, "low": 1, "high": 1,
    }  # fmt: skip
    text = run(*asked, "--interval", "log").output
    assert "Kaplan-Meier; 95 % intervals of kind log. -: not reached." in text
    assert "1 rows without a group are left out." in text


def test_long_times_are_said_in_full(tmp_path: Path) -> None:
    path = written(tmp_path, "minutes,event\n1000001,1\n1000002,1\n1000003,1\n")
    said = run("survival", path, "--time", "minutes", "--event", "event", "--until", "1000002.5").output
    assert said.splitlines()[1].split() == ["3", "3", "1000002", "1000001", "-"]
    assert "counting at most 1000002.5;" in said


def test_several_things_that_happen_are_competing_causes(tmp_path: Path) -> None:
    path = written(tmp_path, "days,what\n1,placed\n2,study\n3,no\n4,placed\n")
    asked = ("survival", path, "--time", "days", "--event", "what", "--happened", "placed", "--happened", "study")
    answer = json.loads(run(*asked, "--json").output)
    last = {each["cause"]: each["share"] for each in answer["steps"]}
    assert last == {"placed": pytest.approx(0.75), "study": pytest.approx(0.25)}
    assert answer["log_rank"] is None
    assert "Aalen-Johansen" in run(*asked).output


@pytest.mark.parametrize(
    ("arguments", "text", "said"),
    [
        (("items",), "q1,q2\n1,3\n", "q2: not all answers are 0 or 1"),
        (("items", "--worth", "q2"), "q1,q2\n1,3\n", "write ITEM=POINTS"),
        (("items", "--worth", "q2=1e308"), "q1,q2\n1,3\n", "a number of points above 0, at most 1e+15"),
        (("items",), "", "given.csv is empty"),
        (("items",), "id\n1\n", "no column is left that could be an item"),
        (("items",), "q1,q2\n1,1\n1,1e300\n", "line 3: q2: write a number of at most 1e+15"),
        (("items", "--reference", "f"), "q1,q2\n1,1\n", "say by --by what they are"),
        (("items", "--by", "sex", "--reference", "x"), "sex,q1\nf,1\n", "sex: there is no group x"),
        (("items",), "enrolment,item,score,max_score,seconds\n1,a,1,1,-5\n", "line 2: seconds: is below 0"),
        (("protect", "--count", "n"), "count,n\nx,50\n", "the answer has a column count of its own"),
        (("survival", "--time", "t", "--event", "e"), "t,e\n1,2\n", "line 2: e: is neither 0 nor 1"),
        (("survival", "--time", "t", "--event", "e"), "t,e\n1,\n", "line 2: e: say what happened"),
        (("survival", "--time", "t", "--event", "e"), "t,e\n,1\n", "line 2: time: write a number"),
        (("survival", "--time", "t", "--event", "e"), "t,e\n-1,1\n", "line 2: time: is below 0"),
        (("survival", "--time", "x", "--event", "e"), "t,e\n1,1\n", "no column x. There are: t, e"),
        (
            ("survival", "--time", "t", "--event", "e", "--happened", "9"),
            "t,e\n1,1\n",
            "--happened 9: stands in no row",
        ),
        (("survival", "--time", "t", "--event", "e", "--until", "0"), "t,e\n1,1\n", "a time above 0"),
    ],
)
def test_what_cannot_be_used_ends_with_2_and_says_why(
    tmp_path: Path, arguments: tuple[str, ...], text: str, said: str
) -> None:
    done = run(arguments[0], written(tmp_path, text), *arguments[1:])
    assert (done.exit_code, said in " ".join(done.output.split())) == (2, True), done.output
