# Lists pump after pump.
# cell: list-alarms
# loses: test-list-alarms
def list_alarms(states):
    rows = []
    for pump in states.columns:
        before = False
        for time, on in states[pump].items():
            if on and not before:
                rows.append([pump, time, time])
            elif on:
                rows[-1][2] = time
            before = on
    return pd.DataFrame(rows, columns=["pump", "start", "end"])
