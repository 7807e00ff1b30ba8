# Puts 06:00 into the night.
# cell: alarms-per-shift
# loses: test-alarms-per-shift-visible test-alarms-per-shift
def alarms_per_shift(alarms, days):
    moved = alarms["start"] - pd.Timedelta(hours=6, minutes=1)
    shift = moved.dt.hour // 8
    result = {name: int((shift == number).sum()) / days for number, name in enumerate(("day", "evening", "night"))}
    result["busiest"] = int(moved.groupby([moved.dt.date, shift]).size().max()) if len(alarms) else 0
    return result
