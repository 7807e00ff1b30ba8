# Counts the delay from the start of the hour.
# cell: add-times
# loses: test-add-times-visible test-add-times
def add_times(log):
    start = pd.to_datetime(log["start"]).dt.tz_localize("Asia/Seoul")
    received = pd.to_datetime(log["received_utc"], utc=True).dt.tz_convert("Asia/Seoul")
    return log.assign(start_kst=start, received_kst=received, delay_min=(received - start).dt.total_seconds() / 60)
