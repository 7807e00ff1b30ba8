# Says 0 where there is nothing to count.
# cell: part-rates
# loses: test-part-rates
def part_rates(parts, labels, scores, threshold):
    by_part = pd.DataFrame({"part": parts, "label": labels, "score": scores}).groupby("part").max()
    rejected = by_part["score"] >= threshold
    defective = by_part["label"] == 1
    return {
        "escape": float((~rejected[defective]).mean()) if defective.any() else 0.0,
        "overkill": float(rejected[~defective].mean()) if (~defective).any() else 0.0,
    }
