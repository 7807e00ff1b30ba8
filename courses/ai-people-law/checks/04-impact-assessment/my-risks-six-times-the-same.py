# Pastes one risk six times and changes the people.
# cell: my-risks
# loses: test-my-risks
def my_risks():
    people = ("작업자", "반장", "외국인 동료", "지원자", "하청 직원", "고객")
    one = {"vulnerable": "yes", "right": "평등", "what": "점수를 잘못 받아 기회를 잃는다", "likelihood": 3, "severity": 4, "measure": "사람이 다시 보고 고친다", "indicator": "고친 수", "owner": "인사 담당", "due": "2026-12-31", "done": "no"}
    return [{**one, "who": who} for who in people]
