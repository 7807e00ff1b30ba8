# Counts rows instead of adding up the counts.
# cell: pareto
# loses: test-pareto-visible test-pareto test-own-answer
def pareto(records):
    counts = records["defect"].value_counts()
    return pd.DataFrame({"count": counts, "cumulative_percent": counts.cumsum() / counts.sum() * 100})
