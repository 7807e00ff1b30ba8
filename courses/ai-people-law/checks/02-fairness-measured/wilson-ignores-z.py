# Always uses 1.96.
# cell: wilson
# loses: test-wilson
def wilson(selected, n, z=1.96):
    if n == 0:
        return 0.0, 1.0
    z = 1.96
    share = selected / n
    centre = share + z**2 / (2 * n)
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return (centre - half) / (1 + z**2 / n), (centre + half) / (1 + z**2 / n)
