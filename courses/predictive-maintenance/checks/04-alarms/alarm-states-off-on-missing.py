# Switches off when a value is missing.
# cell: alarm-states
# loses: test-alarm-states
def alarm_states(values, high, low, persist):
    states, on, count = [], False, 0
    for value in values:
        if on and not value >= low:
            on, count = False, 0
        elif not on:
            count = count + 1 if value >= high else 0
            on = count >= persist
        states.append(on)
    return states
