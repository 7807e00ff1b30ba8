# All applications instead of one's own plant's.
# cell: own-answer
# loses: test-own-answer
my_rates = selection_rates(applications, "sex")
my_mix = standardised(applications, "sex", "job")
my_low, my_high = wilson(my_rates.loc["F", "selected"], my_rates.loc["F", "n"])
my_finding = {
    "ratio": my_rates.loc["F", "rate"] / my_rates.loc["M", "rate"],
    "equal_mix_ratio": my_mix["F"] / my_mix["M"],
    "low": my_low,
    "high": my_high,
}
