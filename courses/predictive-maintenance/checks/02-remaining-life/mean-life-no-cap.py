# Forgets the cap.
# cell: mean-life
# loses: test-mean-life-visible test-mean-life
def mean_life_rul(lives, ages, cap):
    mean = lives[lives["ended"] == "failed"]["last_day"].mean()
    return np.maximum(mean - np.asarray(ages), 0)
