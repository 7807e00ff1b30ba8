# The interval counts plates instead of defects.
# cell: own-answer
# loses: test-own-answer
my_labels, my_marks = my_trial["label"].to_numpy(), my_trial["score"].to_numpy()
mine = best_threshold(my_labels, my_marks, MY_RATE, MY_COSTS)
my_missed = int(((my_labels == 1) & (my_marks < mine["threshold"])).sum())
my_decision = {**mine, "missed": my_missed, "escape_high": interval(my_missed, len(my_trial), 0.95)[1]}
