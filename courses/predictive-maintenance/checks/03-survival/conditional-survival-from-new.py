# Looks up the further days as if the bearing were new.
# cell: conditional-survival
# loses: test-conditional-survival-visible test-conditional-survival
def conditional_survival(curve, age, more):
    def s(day):
        past = curve[curve["days"] <= day]
        return float(past["survival"].iloc[-1]) if len(past) else 1.0
    return s(more) / s(age) if s(age) else None
