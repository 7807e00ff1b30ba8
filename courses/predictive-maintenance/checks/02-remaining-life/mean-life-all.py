# Counts preventive replacements as lives.
# cell: mean-life
# loses: test-mean-life
def mean_life_rul(lives, ages, cap):
    return np.clip(lives["last_day"].mean() - np.asarray(ages), 0, cap)
