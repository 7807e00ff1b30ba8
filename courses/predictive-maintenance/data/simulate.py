"""Simulates the coolant pumps of an invented machining shop and writes the course's CSV files beside the notebooks.

Run it as `python courses/predictive-maintenance/data/simulate.py` (or with another folder as its argument). The seed is
fixed, so the files come out the same each time. What the plant does, and why it does it, is told in README.md beside
this file. All times are Korean time (KST, UTC+9); the names of suppliers and pumps are invented.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

SEED = 20260414
TODAY = pd.Timestamp("2026-04-14")

PUMPS = [f"C{number:02d}" for number in range(1, 13)]  # the twelve pumps with vibration sensors
HEAVY = frozenset(PUMPS[:6])  # these feed the drilling lines: high pressure, many chips in the coolant
FULL_RPM, REDUCED_RPM = 1770, 1180  # 60 Hz with slip, and the inverter at two thirds

RATE_HZ, SAMPLES = 5120, 2048
OUTER_RACE = 9 / 2 * (1 - 7.94 / 39.04)  # passes of a ball over the outer race per turn (nine balls, contact angle 0)
RESONANCE_HZ = 1700.0  # at which the bearing housing rings when it is struck


def wear_share(age: np.ndarray, life: float, onset: float) -> np.ndarray:
    """Return the wear: 0 until the defect begins at `onset` x life, then faster and faster up to 1 at the failure."""
    grown = np.clip((age / life - onset) / (1 - onset), 0, None)
    return grown**2.2


def make_stream(random: np.random.Generator) -> pd.DataFrame:
    """Return one day of pump C07 every 30 s as the gateway writes it: stops, a silent spell, a clock set right."""
    count = 2880
    second = np.arange(count) * 30
    hour = second / 3600
    rpm = np.where((hour >= 22) | (hour < 5), REDUCED_RPM, FULL_RPM).astype(float)
    for start, minutes in ((6.0, 12), (9.35, 41), (12.0, 40), (17.8, 6), (20.1, 18)):
        rpm[(hour >= start) & (hour < start + minutes / 60)] = 0
    running = rpm > 0
    slow = np.zeros(count)
    for step in range(1, count):  # neighbouring readings resemble each other
        slow[step] = 0.85 * slow[step - 1] + random.normal(0, 0.04)
    level = 2.1 * (rpm / FULL_RPM) ** 2 + slow
    vibration = np.where(running, level + random.normal(0, 0.06, count), np.abs(random.normal(0.05, 0.02, count)))
    started = running & np.r_[False, ~running[:-1]]
    for at in np.flatnonzero(started):  # starting up shakes the pump for two minutes
        vibration[at : at + 4] += [3.0, 1.8, 0.9, 0.4]
    temperature = np.empty(count)
    temperature[0] = 44.0
    for step in range(1, count):
        goal = 47.0 * (0.55 + 0.45 * rpm[step] / FULL_RPM) if running[step] else 26.0
        temperature[step] = temperature[step - 1] + (goal - temperature[step - 1]) / 60
    stream = pd.DataFrame(
        {
            "seq": np.arange(1, count + 1) + 418_200,
            "time": pd.Timestamp("2026-04-14") + pd.to_timedelta(second, unit="s"),
            "rpm": np.where(running, rpm + random.normal(0, 4, count), 0).round(0).astype(int),
            "vib_mm_s": vibration.clip(0).round(2),
            "temp_c": (temperature + random.normal(0, 0.2, count)).round(1),
        }
    )
    stream.loc[random.choice(count, 45, replace=False), "vib_mm_s"] = np.nan
    # Until 14:20 the logger's clock ran nine minutes fast; then it was set by the time server.
    stream.loc[hour < 14.335, "time"] += pd.Timedelta(minutes=9)
    silent = (hour >= 3.2) & (hour < 3.65)  # the gateway was off, so the rows are not there at all
    return stream[~silent]


def make_snapshot(random: np.random.Generator, rpm: float, damage: float) -> np.ndarray:
    """Return 0.4 s of acceleration (g): imbalance, misalignment, noise, and rings struck by an outer-race defect."""
    time = np.arange(SAMPLES) / RATE_HZ
    turn_hz = rpm / 60
    strength = (rpm / FULL_RPM) ** 2
    wave = strength * 0.22 * np.sin(2 * np.pi * turn_hz * time + random.uniform(0, 6))
    wave += strength * 0.09 * np.sin(4 * np.pi * turn_hz * time + random.uniform(0, 6))
    wave += random.normal(0, 0.10 + 0.05 * damage, SAMPLES)
    strike = random.uniform(0, 0.008)
    while strike < time[-1]:
        since = time - strike
        ring = np.where(since >= 0, np.exp(-since.clip(0) * 900) * np.sin(2 * np.pi * RESONANCE_HZ * since), 0)
        wave += damage * strength * random.normal(2.6, 0.35) * ring
        strike += 1 / (OUTER_RACE * turn_hz) * random.normal(1, 0.01)  # balls slip a little
    return wave + 0.03  # the sensor's own offset


def make_snapshots(random: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return eight snapshots each of C03 (healthy) and C07 (its outer race breaks up), and what is known of them."""
    waves, rows = {}, []
    for pump in ("C03", "C07"):
        for number in range(8):
            name = f"{pump}-{number + 1}"
            taken = pd.Timestamp("2026-03-05 10:00") + pd.Timedelta(days=5 * number)
            reduced = number in (2, 5)
            rpm = (REDUCED_RPM if reduced else FULL_RPM) + random.normal(0, 4)
            damage = float(wear_share(np.array([5.0 * number + 30]), 72, 0.55)[0]) if pump == "C07" else 0.0
            wave = make_snapshot(random, rpm, damage).round(3)
            if name == "C03-4":
                wave[700:1050] = np.nan  # the radio link broke off
            waves[name] = wave
            rows.append((name, pump, taken, "reduced" if reduced else "full", round(rpm)))
    return pd.DataFrame(waves), pd.DataFrame(rows, columns=["snapshot", "pump", "taken", "load", "rpm"])


def make_windows(random: np.random.Generator) -> pd.DataFrame:
    """Return 50 days of windows of three pumps at two speeds; C07 wears, C10's sensor was moved and reads higher."""
    rows = []
    for pump, mounting in (("C03", 0.9), ("C07", 1.0), ("C10", 1.5)):
        for day in range(50):
            worn = float(wear_share(np.array([day + 28.0]), 82, 0.55)[0]) if pump == "C07" else 0.0
            for load, at, level in (("reduced", 3, 0.95), ("full", 10, 2.1)):
                taken = pd.Timestamp("2026-02-24") + pd.Timedelta(days=day, hours=at)
                value = mounting * level * (1 + 1.7 * worn) * random.normal(1, 0.05)
                if random.random() > 0.06:  # now and then the pump stood still or the window was not whole
                    rows.append((pump, taken, load, round(value, 3)))
    table = pd.DataFrame(rows, columns=["pump", "taken", "load", "vib_mm_s"])
    return table.sort_values(["taken", "pump"], ignore_index=True)


def make_runs(random: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the daily features of some thirty bearings from fitting to removal, and how each of them ended."""
    frames, lives = [], []
    number = 0
    for pump in PUMPS:
        heavy = pump in HEAVY
        mounting, warmth = random.lognormal(0, 0.22), random.normal(0, 2.0)  # where the sensor sits on this pump
        for _ in range(3 if heavy else 2):
            number += 1
            life = float(np.clip((78 if heavy else 118) * random.weibull(3.0), 25, 220))
            onset = random.uniform(0.45, 0.75)
            preventive = random.random() < 0.18
            last = int(life * random.uniform(0.55, 0.9)) if preventive else int(life)
            age = np.arange(last + 1)
            worn = wear_share(age.astype(float), life, onset)
            week = 0.1 * np.sin(age / 7 * 2 * np.pi)  # orders of the week
            load = ((0.82 if heavy else 0.58) + week + random.normal(0, 0.05, last + 1)).clip(0.3, 1)
            noise = random.lognormal(0, 0.06, (4, last + 1))
            # Kurtosis rises with the first strikes and falls again when the whole race is rough.
            peaked = 3.1 + 9.0 * np.sqrt(worn) * (1 - 0.75 * worn)
            frame = pd.DataFrame(
                {
                    "pump": pump,
                    "bearing": f"B{number:02d}",
                    "age_days": age,
                    "load": load.round(2),
                    "vib_mm_s": (mounting * (0.8 + 1.5 * load) * (1 + 1.9 * worn) * noise[0]).round(2),
                    "hf_g": (mounting * (0.10 + 0.06 * load) * (1 + 6.5 * worn**0.8) * noise[1]).round(3),
                    "kurtosis": (peaked * noise[2]).round(2),
                    "temp_c": (40 + warmth + 8 * load + 9 * worn**2 + random.normal(0, 0.8, last + 1)).round(1),
                }
            )
            frame.loc[random.random(last + 1) < 0.02, ["vib_mm_s", "hf_g", "kurtosis"]] = np.nan
            standing = random.random(last + 1) < 0.04  # days without a valid window; the last day always counts
            standing[[0, -1]] = False
            frames.append(frame[~standing])
            lives.append((f"B{number:02d}", pump, last, "preventive" if preventive else "failed"))
    return pd.concat(frames, ignore_index=True), pd.DataFrame(lives, columns=["bearing", "pump", "last_day", "ended"])


def make_bearings(random: np.random.Generator) -> pd.DataFrame:
    """Return three years of bearings in forty pumps, with planned replacements and bearings that still run."""
    rows = []
    for number in range(1, 41):
        pump, heavy = f"C{number:02d}", number <= 6 or number > 26
        installed = TODAY - pd.Timedelta(days=int(random.integers(960, 1096)))
        while installed < TODAY:
            polyurea = installed >= pd.Timestamp("2024-06-01") and random.random() < (0.25 if heavy else 0.75)
            grease = "polyurea" if polyurea else "lithium"
            supplier = "한빛베어링" if random.random() < 0.55 else "동해베어링"
            scale = (230 if heavy else 400) * (1.25 if polyurea else 1.0)
            days = scale * random.weibull(2.4)
            if random.random() < 0.03:
                days = random.uniform(3, 25)  # fitted askew
            fails = installed + pd.Timedelta(days=max(2, int(days)))
            overhaul = [pd.Timestamp(f"{year}-08-03") for year in (2023, 2024, 2025)]  # the summer shutdown
            due = [day for day in overhaul if (day - installed).days > 180 and day < fails and random.random() < 0.8]
            removed, reason = (due[0], "preventive") if due else (fails, "failed")
            if removed > TODAY:
                rows.append((pump, heavy, supplier, grease, installed, pd.NaT, ""))
                break
            rows.append((pump, heavy, supplier, grease, installed, removed, reason))
            installed = removed + pd.Timedelta(days=int(random.integers(0, 3)))
    columns = ["pump", "load", "supplier", "grease", "installed", "removed", "reason"]
    table = pd.DataFrame(rows, columns=columns).sort_values(["installed", "pump"], ignore_index=True)
    table["load"] = np.where(table["load"], "heavy", "light")
    table.insert(0, "bearing", [f"L{number:03d}" for number in range(1, len(table) + 1)])
    return table


def make_hourly(random: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return twelve weeks of hourly vibration of the twelve pumps, and the failures in that time."""
    times = pd.date_range("2026-01-19 06:00", periods=12 * 7 * 24, freq="h")
    hours = np.arange(len(times))
    night = (times.hour >= 22) | (times.hour < 6)
    table, failures = pd.DataFrame({"time": times}), []
    for pump in PUMPS:
        mounting = random.normal(1, 0.08)
        slow = np.zeros(len(times))
        for step in range(1, len(times)):
            slow[step] = 0.9 * slow[step - 1] + random.normal(0, 0.07)
        level = np.where(night, 1.5, 2.1) * mounting + slow
        begin = -float(random.uniform(0, 3500))  # when the first bearing was fitted
        while begin < hours[-1]:
            life = float(np.clip((1750 if pump in HEAVY else 2900) * random.weibull(3.0), 500, 5000))
            ends = begin + life
            growing = float(np.exp(random.uniform(np.log(60), np.log(480))))  # hours from first sign to failure
            inside = (hours >= max(begin, 0)) & (hours < ends)
            level[inside] += 4.2 * np.clip((hours[inside] - (ends - growing)) / growing, 0, 1) ** 2
            at = int(ends) + 1
            if 24 < at < len(times):
                failures.append((pump, times[at], "bearing"))
                level[at : at + 9] = np.nan  # it stood for repair
            begin = ends + 9
        value = level + random.normal(0, 0.13, len(times))
        for _ in range(int(random.integers(9, 16))):  # tank low: the pump cavitates for an hour or two
            first = int(random.integers(0, len(times) - 2))
            value[first : first + int(random.choice([1, 2, 4], p=[0.6, 0.3, 0.1]))] += random.uniform(1.6, 3.6)
        for _ in range(int(random.integers(2, 5))):  # a hard alloy on the drilling lines: more pressure for a day
            first = int(random.integers(0, len(times) - 30))
            value[first : first + int(random.integers(8, 30))] += random.uniform(0.5, 1.3)
        lost = int(random.integers(0, len(times) - 40))
        value[lost : lost + int(random.integers(6, 30))] = np.nan
        value[random.random(len(times)) < 0.01] = np.nan
        table[pump] = value.clip(0.1).round(2)
    # A coupling breaks from one minute to the next: vibration does not announce it.
    broken = times[1341]
    table.loc[1341:1347, "C11"] = np.nan
    failures.append(("C11", broken, "coupling"))
    found = pd.DataFrame(failures, columns=["pump", "time", "part"]).sort_values(["time", "pump"], ignore_index=True)
    return table, found


def write(frame: pd.DataFrame, folder: Path, name: str, dates: str = "%Y-%m-%d %H:%M:%S") -> None:
    """Write one CSV file with Unix line ends."""
    folder.mkdir(parents=True, exist_ok=True)
    frame.to_csv(folder / name, index=False, encoding="utf-8", lineterminator="\n", date_format=dates)


def main(source: Path) -> None:
    """Simulate the plant and write every file of the course; each part has its own seed."""
    first, second, third, fourth, fifth, sixth = (np.random.default_rng(SEED + part) for part in range(6))
    windows = source / "01-windows-features"
    write(make_stream(first), windows, "stream.csv")
    waves, info = make_snapshots(second)
    write(waves, windows, "snapshots.csv")
    write(info, windows, "snapshot_info.csv", "%Y-%m-%d %H:%M")
    write(make_windows(third), windows, "windows.csv", "%Y-%m-%d %H:%M")
    runs, lives = make_runs(fourth)
    write(runs, source / "02-remaining-life", "runs.csv")
    write(lives, source / "02-remaining-life", "lives.csv")
    write(make_bearings(fifth), source / "03-survival", "bearings.csv", "%Y-%m-%d")
    hourly, failures = make_hourly(sixth)
    write(hourly, source / "04-alarms", "hourly.csv", "%Y-%m-%d %H:%M")
    write(failures, source / "04-alarms", "failures.csv", "%Y-%m-%d %H:%M")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "source")
