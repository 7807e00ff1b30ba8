# Drops missing values, so that a gap does not break the row.
# cell: alarm-states
# loses: test-alarm-states
def alarm_states(values, high, low, persist):
    states, on, count = [], False, 0
    for value in values:
        if value == value:
            if on and value < low:
                on, count = False, 0
            elif not on:
                count = count + 1 if value >= high else 0
                on = count >= persist
        states.append(on)
    return states
