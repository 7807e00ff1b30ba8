# Ends an alarm at the first time off.
# cell: list-alarms
# loses: test-list-alarms-visible test-list-alarms
def list_alarms(states):
    rows, last = [], states.index[-1]
    for pump in states.columns:
        before = False
        for time, on in states[pump].items():
            if on and not before:
                rows.append([pump, time, last])
            elif before and not on:
                rows[-1][2] = time
            before = on
    return pd.DataFrame(rows, columns=["pump", "start", "end"]).sort_values(["start", "pump"], ignore_index=True)
