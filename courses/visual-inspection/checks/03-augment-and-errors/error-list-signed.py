# Sorts by a signed distance.
# cell: error-list
# loses: test-error-list-visible test-error-list
def error_list(table, threshold, most):
    rejected, defective = table["score"] >= threshold, table["label"] == 1
    errors = table.assign(error=np.where(defective, "escape", "overkill"), distance=table["score"] - threshold)[rejected != defective]
    return errors.sort_values(["error", "distance"], ascending=[True, False]).head(most)
