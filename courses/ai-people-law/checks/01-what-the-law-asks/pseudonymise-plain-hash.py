# Hashes the number without the key: ten thousand guesses bring it back.
# cell: pseudonymise
# loses: test-pseudonymise
def pseudonymise(people, key):
    import hashlib

    result = people.drop(columns=["employee_no", "name", "phone", "birth_year"])
    result["pseudonym"] = people["employee_no"].map(lambda number: hashlib.sha256(number.encode()).hexdigest()[:16])
    result["birth_decade"] = people["birth_year"] // 10 * 10
    return result
