# Minds capitals.
# cell: suspicious
# loses: test-suspicious
import unicodedata

ORDERS = (
    "이전지시", "지시를무시", "지시는모두무시", "규칙을무시", "시스템프롬프트", "비밀번호를알려", "라고답하시오",
    "ignoreprevious", "ignoreallprevious", "ignoretherules", "systemprompt", "youarenow",
)


def suspicious(text):
    """모델에게 명령하는 듯한 줄 / Lines that seem to give orders to a model."""
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        even = "".join(c for c in unicodedata.normalize("NFKC", line) if c.isalnum())
        if any(order in even for order in ORDERS):
            found.append(number)
    return found
