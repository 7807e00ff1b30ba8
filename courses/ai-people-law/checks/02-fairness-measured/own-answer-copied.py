# Another learner's figures, copied as they are.
# cell: own-answer
# seed: 104729
# loses: test-own-answer
my_finding = {
    "ratio": 0.6155988857938719,
    "equal_mix_ratio": 1.0736259744735657,
    "low": 0.21125576871098692,
    "high": 0.30092806026562435,
}
