# Uses the schoolbook's interval.
# cell: wilson
# loses: test-wilson-visible test-wilson test-own-answer
def wilson(selected, n, z=1.96):
    if n == 0:
        return 0.0, 1.0
    share = selected / n
    half = z * np.sqrt(share * (1 - share) / n)
    return share - half, share + half
