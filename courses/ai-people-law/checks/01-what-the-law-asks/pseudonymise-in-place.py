# Changes the table that it was given.
# cell: pseudonymise
# loses: test-pseudonymise
def pseudonymise(people, key):
    import hmac

    people["pseudonym"] = people["employee_no"].map(lambda number: hmac.new(key, number.encode(), "sha256").hexdigest()[:16])
    people["birth_decade"] = people["birth_year"] // 10 * 10
    return people.drop(columns=["employee_no", "name", "phone", "birth_year"])
