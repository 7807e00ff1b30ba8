# Counts pictures instead of parts.
# cell: part-rates
# loses: test-part-rates-visible test-part-rates
def part_rates(parts, labels, scores, threshold):
    bad, rejected = labels == 1, scores >= threshold
    return {
        "escape": float((~rejected[bad]).mean()) if bad.any() else None,
        "overkill": float(rejected[~bad].mean()) if (~bad).any() else None,
    }
