# Begins a rule on the day after its first day.
# cell: in-force
# loses: test-in-force
def in_force(rules, day):
    not_over = (rules["valid_to"] == "") | (day <= rules["valid_to"])
    return rules[(rules["valid_from"] < day) & not_over]
