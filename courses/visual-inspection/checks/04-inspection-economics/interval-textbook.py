# Uses the textbook's normal interval.
# cell: interval
# loses: test-interval-visible test-interval test-own-answer
def interval(count, n, level):
    if n == 0:
        return 0.0, 1.0
    share = count / n
    half = float(stats.norm.ppf((1 + level) / 2)) * math.sqrt(share * (1 - share) / n)
    return max(share - half, 0.0), min(share + half, 1.0)
