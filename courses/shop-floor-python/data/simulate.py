"""Simulates two weeks of an invented press shop and writes the course's small CSV files beside the notebooks.

Run it as `python courses/shop-floor-python/data/simulate.py` (or with another folder as its argument). The seed is
fixed, so the files come out the same each time. What the plant does, and why it does it, is told in README.md beside
this file. All times are Korean time (KST, UTC+9); the names of suppliers and lines are invented.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

SEED = 20260302
START = pd.Timestamp("2026-03-02 06:00")  # a Monday, the first day shift
DAYS = 14
HOURS = DAYS * 24
MINUTES = HOURS * 60

LINES = ("P1", "P2", "P3")
IDEAL_CYCLE_S = {"P1": 6.0, "P2": 6.0, "P3": 7.5}  # planned run time per item
SPEED = {"P1": 0.95, "P2": 0.94, "P3": 0.90}  # how near a line comes to its planned speed
BASE_DEFECT_RATE = {"P1": 0.008, "P2": 0.010, "P3": 0.014}
HOURS_BETWEEN_STOPS = {"P1": 10.0, "P2": 9.0, "P3": 6.0}
TOOL_CHANGE = pd.Timestamp("2026-03-09 10:00")  # the worn forming tool of P2 is replaced
BAD_LOT = "C2603-104"

STOP_REASONS = {"소재대기": 0.30, "제품걸림": 0.34, "센서이상": 0.20, "금형점검": 0.16}
DEFECT_TYPES = ("burr", "scratch", "dimension", "crack", "other")


def shift_of(hour: int) -> str:
    """Return the shift of an hour of the day: day from 06, evening from 14, night from 22."""
    if 6 <= hour < 14:
        return "day"
    return "evening" if 14 <= hour < 22 else "night"


def make_stops(random: np.random.Generator) -> pd.DataFrame:
    """Draw the stops of each line, in whole minutes and never two at once on one line."""
    rows = []
    for line in LINES:
        busy = np.zeros(MINUTES, dtype=bool)
        planned = [(6 * 24 * 60, 480, "정기보전"), (13 * 24 * 60, 480, "정기보전")]  # both Sundays, 06:00 to 14:00
        planned += [(day * 24 * 60 + 300, 40, "금형교체") for day in (2, 5, 9, 11)]
        if line == "P2":
            planned.append((int((TOOL_CHANGE - START).total_seconds() // 60), 90, "금형교체"))
        unplanned = []
        minute = 0.0
        while True:
            minute += random.exponential(HOURS_BETWEEN_STOPS[line] * 60)
            if minute >= MINUTES - 240:
                break
            length = int(np.clip(random.lognormal(np.log(18), 0.7), 3, 180))
            reason = random.choice(list(STOP_REASONS), p=list(STOP_REASONS.values()))
            unplanned.append((int(minute), length, str(reason)))
        for at, length, reason in planned + unplanned:
            if busy[at : at + length].any():
                continue
            busy[at : at + length] = True
            start = START + pd.Timedelta(minutes=at)
            end = start + pd.Timedelta(minutes=length)
            rows.append((line, start, end, reason, "Y" if (at, length, reason) in planned else "N"))
    stops = pd.DataFrame(rows, columns=["line", "start", "end", "reason", "planned"])
    return stops.sort_values(["start", "line"], ignore_index=True)


def stop_minutes(stops: pd.DataFrame, line: str, planned: str) -> np.ndarray:
    """Return how many minutes of each hour a line stood still."""
    standing = np.zeros(MINUTES)
    for stop in stops[(stops["line"] == line) & (stops["planned"] == planned)].itertuples():
        first = int((stop.start - START).total_seconds() // 60)
        last = int((stop.end - START).total_seconds() // 60)
        standing[first:last] = 1
    return standing.reshape(HOURS, 60).sum(axis=1).astype(int)


def make_lots(random: np.random.Generator) -> tuple[pd.DataFrame, dict[str, list[str]], dict[str, float]]:
    """Draw the steel coils (lots) that each line used, and each lot's own effect on the defect rate."""
    rows, used, effects = [], {}, {}
    for number, line in enumerate(LINES, start=1):
        plan: list[str] = []
        while len(plan) < HOURS:
            lot = f"C2603-{number}{len(set(plan)) + 1:02d}"
            supplier = "한빛철강" if random.random() < 0.6 else "동해스틸"
            spread = 0.12 if supplier == "한빛철강" else 0.28
            effects[lot] = float(np.exp(random.normal(0, spread)))
            hardness = random.normal(58, 1.5)
            if lot == BAD_LOT:
                supplier, effects[lot], hardness = "동해스틸", 4.0, 65.2
            plan += [lot] * int(random.integers(16, 31))
            rows.append((lot, supplier, round(random.normal(2.0, 0.02), 3), round(hardness, 1)))
        used[line] = plan[:HOURS]
    lots = pd.DataFrame(rows, columns=["lot", "supplier", "thickness_mm", "hardness_hrb"])
    return lots, used, effects


def wear(times: pd.DatetimeIndex) -> np.ndarray:
    """Return how worn the forming tool of P2 is: slowly, then faster, and new again after the tool change."""
    hours = (times - START).total_seconds().to_numpy() / 3600
    since = (times - TOOL_CHANGE).total_seconds().to_numpy() / 3600
    age = np.where(since < 0, hours, since)
    return (age / 172) ** 2.4


def make_hours(
    random: np.random.Generator, stops: pd.DataFrame, used: dict[str, list[str]], effects: dict[str, float]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Simulate production hour by hour; return the hours and the defects by day, line and type."""
    starts = pd.date_range(START, periods=HOURS, freq="h")
    frames, kinds = [], []
    for line in LINES:
        planned, unplanned = stop_minutes(stops, line, "Y"), stop_minutes(stops, line, "N")
        shift = np.array([shift_of(hour) for hour in starts.hour])
        night = shift == "night"
        speed = SPEED[line] * np.where(night, 0.97, 1.0) * random.normal(1, 0.015, HOURS)
        run_s = (60 - planned - unplanned).clip(0) * 60
        produced = np.floor(run_s / IDEAL_CYCLE_S[line] * speed.clip(max=1.0)).astype(int)
        rate = np.full(HOURS, BASE_DEFECT_RATE[line]) * np.where(night, 1.35, 1.0)
        rate *= np.array([effects[lot] for lot in used[line]])
        restarted = np.r_[0, (planned + unplanned)[:-1]] > 15
        rate *= np.where(restarted, 1.6, 1.0)  # the first hour after a stop makes more scrap
        worn = wear(starts) if line == "P2" else np.zeros(HOURS)
        rate *= 1 + 1.8 * worn
        defects = random.binomial(produced, rate.clip(max=0.3))
        temperature = 41 + 9 * (1 - np.exp(-run_s / 1800)) + 2.5 * np.sin((starts.hour.to_numpy() - 9) / 24 * 2 * np.pi)
        temperature += random.normal(0, 0.6, HOURS) + 3 * worn
        force = {"P1": 3120, "P2": 3080, "P3": 1960}[line] * (1 + 0.03 * worn) + random.normal(0, 18, HOURS)
        hours = pd.DataFrame(
            {
                "start": starts,
                # A night that begins at 22:00 belongs to the day on which it began.
                "work_date": (starts - pd.Timedelta(hours=6)).strftime("%Y-%m-%d"),
                "shift": shift,
                "line": line,
                "lot": used[line],
                "planned_stop_min": planned,
                "stop_min": unplanned,
                "produced": produced,
                "defects": defects,
                "temperature_c": temperature.round(1),
                "force_kn": np.where(produced > 0, force.round(0), 0).astype(int),  # nothing pressed, no force
            }
        )
        frames.append(hours)
        mix = np.tile([0.34, 0.27, 0.19, 0.12, 0.08], (HOURS, 1))
        mix[:, 0] += 0.5 * worn  # a worn tool leaves burrs
        mix[np.array(used[line]) == BAD_LOT, 3] += 0.9  # hard steel cracks
        mix /= mix.sum(axis=1, keepdims=True)
        counts = random.multinomial(defects, mix)
        kind = pd.DataFrame(counts, columns=list(DEFECT_TYPES)).assign(work_date=hours["work_date"], line=line)
        kinds.append(kind.groupby(["work_date", "line"], as_index=False).sum())
    by_type = pd.concat(kinds).melt(["work_date", "line"], var_name="defect", value_name="count")
    by_type = by_type[by_type["count"] > 0].sort_values(["work_date", "line", "defect"], ignore_index=True)
    return pd.concat(frames).sort_values(["start", "line"], ignore_index=True), by_type


def make_raw_log(random: np.random.Generator, hours: pd.DataFrame) -> pd.DataFrame:
    """Return three days as the old logger writes them: two units, lost sensors, lines sent twice."""
    raw = hours[hours["work_date"].between("2026-03-03", "2026-03-05")].copy()
    raw = raw[["start", "line", "produced", "defects", "temperature_c", "force_kn"]].rename(
        columns={"force_kn": "force"}
    )
    raw["force_unit"] = np.where(raw["line"] == "P3", "tonf", "kN")
    raw["force"] = np.where(raw["line"] == "P3", (raw["force"] / 9.80665).round(1), raw["force"])
    received = raw["start"] + pd.Timedelta(hours=1) + pd.to_timedelta(random.integers(2, 50, len(raw)), unit="s")
    raw["received"] = received
    temperature = raw["temperature_c"].map("{:.1f}".format).to_numpy(dtype=object)
    force = raw["force"].map("{:g}".format).to_numpy(dtype=object)
    lost = random.permutation(len(raw))
    temperature[lost[:6]] = "-999"  # the sensor's cable was loose
    temperature[lost[6:12]] = "-"
    temperature[lost[12:17]] = ""
    force[lost[17:22]] = "-999"
    raw["temperature_c"], raw["force"] = temperature, force
    again = raw.iloc[np.sort(lost[22:34])].copy()
    again["received"] += pd.Timedelta(minutes=7)
    # What is sent again is the corrected count; two lines are sent again unchanged.
    again["defects"] += np.r_[random.integers(1, 4, len(again) - 2), 0, 0]
    raw = pd.concat([raw, again]).sort_values("received")
    # The line writes local time; the gateway that receives writes UTC.
    raw["received"] = (raw["received"] - pd.Timedelta(hours=9)).dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    raw["start"] = raw["start"].dt.strftime("%Y-%m-%d %H:%M")
    return raw.rename(columns={"received": "received_utc"})


def make_sensor(random: np.random.Generator, hours: pd.DataFrame) -> pd.DataFrame:
    """Return the die temperature of P2 every ten minutes, with lost readings and two silent spells."""
    times = pd.date_range(START, periods=HOURS * 6, freq="10min")
    p2 = hours[hours["line"] == "P2"].set_index("start")["temperature_c"]
    level = p2.reindex(times).interpolate(limit_area=None).to_numpy()
    noise = np.zeros(len(times))
    for step in range(1, len(times)):  # a die cools and warms slowly, so neighbours resemble each other
        noise[step] = 0.7 * noise[step - 1] + random.normal(0, 0.25)
    temperature = (level + noise).round(1)
    spikes = random.choice(len(times), 9, replace=False)
    temperature[spikes] += random.choice([-14.0, 14.0], 9)
    sensor = pd.DataFrame({"time": times.strftime("%Y-%m-%dT%H:%M:%S+09:00"), "temperature_c": temperature.round(1)})
    sensor.loc[random.choice(len(times), 70, replace=False), "temperature_c"] = np.nan
    silent = np.zeros(len(times), dtype=bool)
    silent[500:517] = True  # the gateway was off, so the rows are not there at all
    silent[1410:1432] = True
    return sensor[~silent]


def make_heights(random: np.random.Generator, used: dict[str, list[str]]) -> pd.DataFrame:
    """Return five flange heights (mm) measured on P2 every two hours while it ran; nominal 25.00 mm."""
    times = pd.date_range(START + pd.Timedelta(hours=1), periods=HOURS // 2, freq="2h")
    lot_offset = {lot: random.normal(0, 0.003) for lot in dict.fromkeys(used["P2"])}
    rows = []
    for time, worn in zip(times, wear(times), strict=True):
        lot = used["P2"][int((time - START).total_seconds() // 3600)]
        values = 25.0 + lot_offset[lot] + 0.075 * worn + random.normal(0, 0.02, 5)
        maintenance = time.day_of_week == 6 and 6 <= time.hour < 14
        if not maintenance:
            rows.append([time.strftime("%Y-%m-%d %H:%M"), *values.round(3)])
    return pd.DataFrame(rows, columns=["time", "x1", "x2", "x3", "x4", "x5"])


def make_coils(random: np.random.Generator, hours: pd.DataFrame, lots: pd.DataFrame) -> pd.DataFrame:
    """Return the coils in the order in which they were first used; two were never measured."""
    coils = hours.groupby("lot", as_index=False)["start"].min().merge(lots, on="lot", validate="one_to_one")
    coils = coils.sort_values(["start", "lot"], ignore_index=True).rename(columns={"start": "first_used"})
    unmeasured = random.choice(np.flatnonzero(coils["lot"] != BAD_LOT), 2, replace=False)
    coils.loc[unmeasured, "hardness_hrb"] = np.nan
    return coils[["first_used", "lot", "supplier", "hardness_hrb"]]


def write(frame: pd.DataFrame, folder: Path, name: str, encoding: str = "utf-8") -> None:
    """Write one CSV file with Unix line ends."""
    folder.mkdir(parents=True, exist_ok=True)
    frame.to_csv(folder / name, index=False, encoding=encoding, lineterminator="\n", date_format="%Y-%m-%d %H:%M")


def main(source: Path) -> None:
    """Simulate the plant and write every file of the course."""
    random = np.random.default_rng(SEED)
    stops = make_stops(random)
    lots, used, effects = make_lots(random)
    hours, by_type = make_hours(random, stops, used, effects)
    day = hours[hours["start"].between("2026-03-09 00:00", "2026-03-09 23:00")]
    columns = ["start", "line", "produced", "defects", "temperature_c", "force_kn"]
    write(day[columns], source / "01-first-table", "press_day.csv")
    write(make_raw_log(random, hours), source / "02-clean-the-log", "press_log_raw.csv")
    old = stops.rename(columns={"line": "라인", "start": "시작", "end": "종료", "reason": "사유", "planned": "계획"})
    write(old, source / "02-clean-the-log", "stops_cp949.csv", encoding="cp949")
    production = hours.drop(columns=["temperature_c", "force_kn"])
    write(production, source / "03-lots-shifts-oee", "hours.csv")
    # The newest coil of P3 is not entered in the store's list yet.
    write(lots[lots["lot"] != used["P3"][-1]], source / "03-lots-shifts-oee", "lots.csv")
    write(stops, source / "03-lots-shifts-oee", "stops.csv")
    write(by_type, source / "03-lots-shifts-oee", "defects.csv")
    write(make_sensor(random, hours), source / "04-time-and-control", "die_temperature.csv")
    write(make_heights(random, used), source / "04-time-and-control", "flange_heights.csv")
    write(make_coils(random, hours, lots), source / "04-time-and-control", "coil_hardness.csv")
    write(production, source / "04-time-and-control", "hours.csv")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "source")
