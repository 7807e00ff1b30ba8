# Takes the mean score of a part.
# cell: part-rates
# loses: test-part-rates
def part_rates(parts, labels, scores, threshold):
    by_part = pd.DataFrame({"part": parts, "label": labels, "score": scores}).groupby("part").mean()
    rejected = by_part["score"] >= threshold
    defective = by_part["label"] == 1
    return {
        "escape": float((~rejected[defective]).mean()) if defective.any() else None,
        "overkill": float(rejected[~defective].mean()) if (~defective).any() else None,
    }
