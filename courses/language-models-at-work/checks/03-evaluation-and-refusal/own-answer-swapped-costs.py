# The two costs swapped.
# cell: own-answer
# loses: test-own-answer
my_threshold, my_cost = choose_threshold(my_scores, my_right, MY_PRICES["refusal"], MY_PRICES["wrong"])
my_results = [
    (bool(test["relevant"]), "refused" if score < my_threshold else "right" if right else "wrong")
    for test, score, right in zip(MY_TESTS, my_scores, my_right)
]
my_exam = {"threshold": my_threshold, "cost": my_cost, **scoreboard(my_results)}
