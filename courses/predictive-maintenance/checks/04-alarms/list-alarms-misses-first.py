# Overlooks an alarm that is on from the beginning.
# cell: list-alarms
# loses: test-list-alarms
def list_alarms(states):
    rows = []
    for pump in states.columns:
        before, begun = True, False
        for time, on in states[pump].items():
            if on and not before:
                rows.append([pump, time, time]); begun = True
            elif on and begun:
                rows[-1][2] = time
            if not on:
                begun = False
            before = on
    return pd.DataFrame(rows, columns=["pump", "start", "end"]).sort_values(["start", "pump"], ignore_index=True)
