# The whole fortnight instead of one's own days.
# cell: own-answer
# loses: test-own-answer
my_oee = oee(hours, CYCLE_S)["oee"]
kinds = pareto(defects[defects["line"] == my_oee.idxmin()])
my_report = {
    "worst_line": my_oee.idxmin(),
    "oee_percent": my_oee.min() * 100,
    "top_defect": kinds.index[0],
    "top_percent": kinds["cumulative_percent"].iloc[0],
}
