# The course's prices instead of one's own customer's.
# cell: own-answer
# loses: test-own-answer
my_result = honest_saving(valid["defect"], valid["score"], my_test["defect"], my_test["score"], CHECK_WON, MISS_WON)
my_result["alarms"] = int((my_test["score"] >= my_result["threshold"]).sum())
