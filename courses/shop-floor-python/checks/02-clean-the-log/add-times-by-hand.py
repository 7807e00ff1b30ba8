# Adds nine hours by hand; the mark still says UTC.
# cell: add-times
# loses: test-add-times-visible test-add-times
def add_times(log):
    start = pd.to_datetime(log["start"]).dt.tz_localize("UTC")
    received = pd.to_datetime(log["received_utc"], utc=True) + pd.Timedelta(hours=9)
    delay = (received - start - pd.Timedelta(hours=1)).dt.total_seconds() / 60
    return log.assign(start_kst=start, received_kst=received, delay_min=delay)
