# The interval of everybody instead of the women's.
# cell: own-answer
# loses: test-own-answer
my_rates = selection_rates(my_applications, "sex")
my_mix = standardised(my_applications, "sex", "job")
my_low, my_high = wilson(my_applications["selected"].sum(), len(my_applications))
my_finding = {
    "ratio": my_rates.loc["F", "rate"] / my_rates.loc["M", "rate"],
    "equal_mix_ratio": my_mix["F"] / my_mix["M"],
    "low": my_low,
    "high": my_high,
}
