# Writes of machines, and of one group of people only.
# cell: my-risks
# loses: test-my-risks-visible test-my-risks
def my_risks():
    parts = ("센서", "모형", "서버", "화면", "통신", "전원")
    one = {"who": "작업자", "vulnerable": "no", "right": "안전", "likelihood": 3, "severity": 4, "measure": "부품을 바꾸고 시험한다", "indicator": "고장 수", "owner": "설비 담당", "due": "2026-12-31", "done": "no"}
    return [{**one, "what": f"{part}에 고장이 나서 결과가 늦어진다"} for part in parts]
