# Lets one pump's alarm run on into the next pump.
# cell: list-alarms
# loses: test-list-alarms
def list_alarms(states):
    rows, before = [], False
    for pump in states.columns:
        for time, on in states[pump].items():
            if on and not before:
                rows.append([pump, time, time])
            elif on:
                rows[-1][2] = time
            before = on
    return pd.DataFrame(rows, columns=["pump", "start", "end"]).sort_values(["start", "pump"], ignore_index=True)
