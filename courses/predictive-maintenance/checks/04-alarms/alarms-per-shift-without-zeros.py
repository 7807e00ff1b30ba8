# Takes the mean over the shifts that had an alarm.
# cell: alarms-per-shift
# loses: test-alarms-per-shift-visible test-alarms-per-shift
def alarms_per_shift(alarms, days):
    moved = alarms["start"] - pd.Timedelta(hours=6)
    counts = alarms.groupby([moved.dt.hour // 8, moved.dt.date]).size()
    result = {name: float(counts[number].mean()) if number in counts.index.get_level_values(0) else 0.0 for number, name in enumerate(("day", "evening", "night"))}
    return result | {"busiest": int(counts.max()) if len(counts) else 0}
