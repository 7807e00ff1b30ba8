# Reads the times as text.
# cell: read-the-day
# loses: test-read-the-day-visible
day = pd.read_csv("press_day.csv")
total_produced = day["produced"].sum()
zero_hours = (day["produced"] == 0).sum()
hottest_c = day["temperature_c"].max()
