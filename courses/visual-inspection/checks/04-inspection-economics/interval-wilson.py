# Returns Wilson's interval, which was not asked for.
# cell: interval
# loses: test-interval-visible test-interval test-own-answer
def interval(count, n, level):
    if n == 0:
        return 0.0, 1.0
    z, share = float(stats.norm.ppf((1 + level) / 2)), count / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(middle - half, 0.0), min(middle + half, 1.0)
