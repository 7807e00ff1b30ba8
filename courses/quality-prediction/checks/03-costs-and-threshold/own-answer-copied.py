# Another learner's figures, copied as they are.
# cell: own-answer
# seed: 104729
# loses: test-own-answer-visible test-own-answer
my_result = {
    "threshold": 0.26592623092047757,
    "cost": 616200,
    "saved": 699800,
    "alarms": 176,
}
