# The scoreboard of an extractor that refuses nothing.
# cell: own-answer
# loses: test-own-answer
my_threshold, my_cost = choose_threshold(my_scores, my_right, MY_PRICES["wrong"], MY_PRICES["refusal"])
my_results = [(bool(test["relevant"]), "right" if right else "wrong") for test, right in zip(MY_TESTS, my_right)]
my_exam = {"threshold": my_threshold, "cost": my_cost, **scoreboard(my_results)}
