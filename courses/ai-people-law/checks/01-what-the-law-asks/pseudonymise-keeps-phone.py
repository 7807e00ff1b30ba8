# Leaves the telephone number in the table.
# cell: pseudonymise
# loses: test-pseudonymise-visible test-pseudonymise
def pseudonymise(people, key):
    import hmac

    result = people.drop(columns=["employee_no", "name", "birth_year"])
    result["pseudonym"] = people["employee_no"].map(lambda number: hmac.new(key, number.encode(), "sha256").hexdigest()[:16])
    result["birth_decade"] = people["birth_year"] // 10 * 10
    return result
