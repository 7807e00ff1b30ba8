# Goes off below the upper limit.
# cell: alarm-states
# loses: test-alarm-states-visible test-alarm-states
def alarm_states(values, high, low, persist):
    states, count = [], 0
    for value in values:
        count = count + 1 if value >= high else 0
        states.append(count >= persist)
    return states
