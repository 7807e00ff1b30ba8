# Adds up good pieces only; counts hours without defects.
# cell: read-the-day
# loses: test-read-the-day
day = pd.read_csv("press_day.csv", parse_dates=["start"])
total_produced = (day["produced"] - day["defects"]).sum()
zero_hours = (day["defects"] == 0).sum()
hottest_c = day["temperature_c"].max()
