"""Simulates the people of an invented car-parts plant and writes the course's small CSV files beside the notebooks.

Run it as `python courses/ai-people-law/data/simulate.py` (or with another folder as its argument). The seed is fixed, so
the files come out the same each time. Nobody in them exists: names say that they are made up, telephone numbers begin
with 000, and no number of the state is imitated. What happens at the plant, and why, is told in README.md beside this
file. The registers of uses and of rules in notebook 1 are written by hand, not simulated.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

SEED = 20261123
EMPLOYEES = 240
DEPARTMENTS = {"press": 0.38, "weld": 0.27, "paint": 0.11, "quality": 0.12, "logistics": 0.12}

# Applicants, share of women among them, and share of them that the plant can take.
JOBS = {"press": (520, 0.18, 0.50), "logistics": (290, 0.35, 0.33), "inspection": (430, 0.72, 0.15)}
SEASONS = {"2025-H2": 0.0, "2026-H1": -4.0}  # the vendor's update in 2026 moved all scores down
AGES = {"20s": 0.30, "30s": 0.30, "40s": 0.22, "50s": 0.165, "60s": 0.015}
# Certificates on paper that the scanner cannot read leave an application without a score.
UNREADABLE = {"20s": 0.02, "30s": 0.03, "40s": 0.07, "50s": 0.19, "60s": 0.25}

# Share of each shift pattern, minutes that its work keeps people from the learning tablet, share without a tablet.
SHIFTS = {"day": (0.52, 0, 0.02), "rotating": (0.38, 14, 0.04), "night": (0.10, 42, 0.15)}
PILOT = 620
PILOT_THRESHOLD = 60.0

# Points per unit, the size of a step that a person can take, how far a value goes, and whether one can change it.
WEIGHTS = pd.DataFrame(
    [
        ("test", 4, 1, 100, "yes", "직무 시험", "job test", "점", "points"),
        ("certificates", 25, 1, 5, "yes", "자격증", "certificates", "개", "held"),
        ("months_on_line", 1, 1, 240, "no", "라인 경력", "time on the line", "개월", "months"),
        ("suggestions", 6, 1, 20, "yes", "개선 제안", "improvement proposals", "건", "made"),
    ],
    columns=["feature", "weight", "step", "maximum", "changeable", "label_ko", "label_en", "unit_ko", "unit_en"],
)


def draw(random: np.random.Generator, shares: dict[str, float], count: int) -> np.ndarray:
    """Draw so many names by their shares."""
    return random.choice(list(shares), size=count, p=list(shares.values()))


def make_people(random: np.random.Generator) -> pd.DataFrame:
    """Return the staff list as the personnel office would have it, with names that say they are made up."""
    numbers = np.sort(random.choice(np.arange(1, 10_000), size=EMPLOYEES, replace=False))
    department = draw(random, DEPARTMENTS, EMPLOYEES)
    older = np.where(department == "paint", 6, 0)  # the paint shop hires few young people
    birth_year = np.clip(random.normal(1983, 9, EMPLOYEES) - older, 1957, 2006).astype(int)
    overtime = np.clip(random.gamma(2.0, 4.0, EMPLOYEES), 0, 48).round(1)
    return pd.DataFrame(
        {
            "employee_no": [f"GR-{number:04d}" for number in numbers],
            "name": [f"모의직원 {index:03d}" for index in range(1, EMPLOYEES + 1)],
            "phone": [f"000-0000-{index:04d}" for index in range(1, EMPLOYEES + 1)],
            "birth_year": birth_year,
            "department": department,
            "overtime_hours": overtime,
        }
    )


def make_applications(random: np.random.Generator) -> pd.DataFrame:
    """Return two seasons of applications: the best readable scores of each job and season are selected."""
    frames = []
    for job, (count, women, share) in JOBS.items():
        season = draw(random, {name: 0.5 for name in SEASONS}, count)
        sex = np.where(random.random(count) < women, "F", "M")
        age = draw(random, AGES, count)
        # Within a job women do slightly better; which jobs people apply for makes the difference between the totals.
        skill = random.normal(0, 1, count) + np.where(sex == "F", 0.12, 0.0)
        score = 62 + 9 * skill + np.array([SEASONS[name] for name in season])
        readable = random.random(count) >= np.array([UNREADABLE[name] for name in age])
        frame = pd.DataFrame({"season": season, "job": job, "sex": sex, "age_band": age, "score": score.round(1)})
        frame["score"] = frame["score"].where(readable)
        rank = frame.groupby("season")["score"].rank(ascending=False, method="first")
        places = frame.groupby("season")["score"].transform("size") * share
        frame["selected"] = (rank <= places).astype(int)
        frame.loc[random.random(count) < 0.012, "sex"] = ""
        frames.append(frame)
    applications = pd.concat(frames, ignore_index=True)
    applications = applications.iloc[random.permutation(len(applications))].reset_index(drop=True)
    applications.insert(0, "applicant", [f"a{index:04d}" for index in range(1, len(applications) + 1)])
    return applications


def make_pilot(random: np.random.Generator) -> pd.DataFrame:
    """Return a pilot in which everybody took the course, whatever the score had recommended."""
    shift = draw(random, {name: values[0] for name, values in SHIFTS.items()}, PILOT)
    ability = random.normal(0, 1, PILOT)
    kept_away = np.array([SHIFTS[name][1] for name in shift])
    activity = np.clip(130 + 26 * ability + random.normal(0, 18, PILOT) - kept_away, 0, None).round(0)
    no_tablet = random.random(PILOT) < np.array([SHIFTS[name][2] for name in shift])
    test = np.clip(62 + 11 * ability + random.normal(0, 6, PILOT), 0, 100).round(0)
    # The vendor's program takes a missing activity for zero minutes.
    score = (0.5 * test + 0.24 * np.where(no_tablet, 0, activity)).round(1)
    passed = random.random(PILOT) < 1 / (1 + np.exp(-(0.5 + 1.6 * ability)))
    return pd.DataFrame(
        {
            "person": [f"t{index:04d}" for index in range(1, PILOT + 1)],
            "shift": shift,
            "test_score": test.astype(int),
            "activity_min": pd.Series(activity).where(~no_tablet).astype("Int64"),
            "score": score,
            "recommended": (score >= PILOT_THRESHOLD).astype(int),
            "passed": passed.astype(int),
        }
    )


def make_candidates(random: np.random.Generator) -> pd.DataFrame:
    """Return forty people who want to move to the new line; two of them have not taken the test."""
    count = 40
    age = np.clip(random.normal(41, 10, count), 22, 61).astype(int)
    test = pd.Series(np.clip(random.normal(70, 11, count), 35, 99).astype(int)).astype("Int64")
    test[random.choice(count, size=2, replace=False)] = pd.NA
    return pd.DataFrame(
        {
            "person": [f"c{index:02d}" for index in range(1, count + 1)],
            "age": age,
            "test": test,
            "certificates": random.binomial(4, 0.35, count),
            "months_on_line": np.clip((age - 22) * random.uniform(0.5, 9, count), 2, 240).astype(int),
            "suggestions": random.poisson(3.5, count),
        }
    )


def main(folder: Path) -> None:
    """Write all files below a folder."""
    random = np.random.default_rng(SEED)
    people, applications = make_people(random), make_applications(random)
    pilot, candidates = make_pilot(random), make_candidates(random)
    files = {
        "01-what-the-law-asks/people.csv": people,
        "02-fairness-measured/applications.csv": applications,
        "02-fairness-measured/pilot.csv": pilot,
        "03-explain-and-review/candidates.csv": candidates,
        "03-explain-and-review/weights.csv": WEIGHTS,
    }
    for name, table in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        table.to_csv(path, index=False, lineterminator="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[1] / "source")
