# Ignores what it cannot decode.
# cell: read-stops
# loses: test-read-stops-visible test-read-stops
stops = pd.read_csv("stops_cp949.csv", encoding="utf-8", encoding_errors="ignore")
stops.columns = ["line", "start", "end", "reason", "planned"]
stops["start"] = pd.to_datetime(stops["start"])
stops["end"] = pd.to_datetime(stops["end"])
stops["minutes"] = (stops["end"] - stops["start"]).dt.total_seconds() / 60
