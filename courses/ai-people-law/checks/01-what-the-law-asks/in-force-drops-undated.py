# Drops the articles whose first day is not recorded.
# cell: in-force
# loses: test-in-force-visible test-in-force
def in_force(rules, day):
    not_over = (rules["valid_to"] == "") | (day <= rules["valid_to"])
    return rules[(rules["valid_from"] != "") & (rules["valid_from"] <= day) & not_over]
