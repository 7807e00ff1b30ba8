# The course's costs instead of one's own line's.
# cell: own-answer
# loses: test-own-answer
mine = best_threshold(my_trial["label"].to_numpy(), my_trial["score"].to_numpy(), MY_RATE, COSTS)
my_defects = my_trial[my_trial["label"] == 1]
my_missed = int((my_defects["score"] < mine["threshold"]).sum())
my_decision = {**mine, "missed": my_missed, "escape_high": interval(my_missed, len(my_defects), 0.95)[1]}
