# Draws straight lines between the steps.
# cell: conditional-survival
# loses: test-conditional-survival-visible test-conditional-survival
def conditional_survival(curve, age, more):
    def s(day):
        return float(np.interp(day, [0, *curve["days"]], [1.0, *curve["survival"]]))
    return s(age + more) / s(age) if s(age) else None
