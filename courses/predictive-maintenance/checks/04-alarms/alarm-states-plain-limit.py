# Compares with the limit only.
# cell: alarm-states
# loses: test-alarm-states-visible test-alarm-states
def alarm_states(values, high, low, persist):
    return [bool(value >= high) for value in values]
