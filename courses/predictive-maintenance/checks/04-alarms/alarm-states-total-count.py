# Counts high values in all instead of in a row.
# cell: alarm-states
# loses: test-alarm-states
def alarm_states(values, high, low, persist):
    states, on, count = [], False, 0
    for value in values:
        if on and value < low:
            on, count = False, 0
        elif not on:
            count += value >= high
            on = bool(count >= persist)
        states.append(on)
    return states
