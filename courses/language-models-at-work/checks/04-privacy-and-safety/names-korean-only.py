# Finds Korean names only.
# cell: find-names
# loses: test-find-names
def find_names(text):
    """문맥으로 찾은 이름의 자리 / The places of names found by their context."""
    korean, latin = rf"[{SURNAMES}][가-힣]", r"[A-ZÀ-Ỹ][a-zà-ỹ]*"
    titled = rf"(?<![가-힣])({korean}{{1,2}}) ?(?:{'|'.join(TITLES)})"
    labelled = rf"(?:{'|'.join(LABELS)})\s*:\s*({korean}{{1,3}}(?![가-힣]))"
    matches = [match for form in (titled, labelled) for match in re.finditer(form, text)]
    return sorted({(match.start(1), match.end(1), "name") for match in matches if match[1] not in NOT_NAMES})
