# Predicts negative days.
# cell: mean-life
# loses: test-mean-life-visible test-mean-life
def mean_life_rul(lives, ages, cap):
    mean = lives[lives["ended"] == "failed"]["last_day"].mean()
    return np.minimum(mean - np.asarray(ages), cap)
