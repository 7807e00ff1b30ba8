# The threshold that is best on the test data.
# cell: own-answer
# loses: test-own-answer
my_result = honest_saving(
    my_test["defect"], my_test["score"], my_test["defect"], my_test["score"], MY_PRICES["check"], MY_PRICES["miss"]
)
my_result["alarms"] = int((my_test["score"] >= my_result["threshold"]).sum())
