# Takes the same distribution for both ends.
# cell: interval
# loses: test-interval-visible test-interval test-own-answer
def interval(count, n, level):
    tail = (1 - level) / 2
    low = float(stats.beta.ppf(tail, count, n - count + 1)) if count > 0 else 0.0
    high = float(stats.beta.ppf(1 - tail, count, n - count + 1)) if count < n else 1.0
    return low, high
