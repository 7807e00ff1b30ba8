"""What the exchange says by itself, in Korean and in English."""

import os
from typing import Literal

Language = Literal["ko", "en"]

WORDS: dict[str, dict[Language, str]] = {
    "no-address": {
        "ko": "포털에서 연 노트북 서버에서만 쓸 수 있습니다. 포털에서 노트북을 열어 주세요. "
        "(NARUTEO_EXCHANGE_URL 없음)",
        "en": "This works in a notebook server opened from the portal. (NARUTEO_EXCHANGE_URL is not set)",
    },
    "no-token": {
        "ko": "노트북 서버의 로그인 정보가 없습니다. 포털에서 노트북을 다시 열어 주세요.",
        "en": "The notebook server has no sign-in. Please open the notebook from the portal again.",
    },
    "away": {
        "ko": "포털에 연결하지 못했습니다. 작업한 파일은 그대로 있습니다. 잠시 뒤 다시 해 주세요.",
        "en": "The portal cannot be reached. Your files are as they were. Please try again in a moment.",
    },
    "again": {
        "ko": "연결이 끊겨 다시 시도합니다 ({number}번째).",
        "en": "The connection broke; trying again (number {number}).",
    },
    "unreadable": {
        "ko": "포털이 보낸 답을 읽을 수 없습니다 (상태 {status}).",
        "en": "The portal's answer cannot be read (status {status}).",
    },
    "no-course": {
        "ko": "과정 이름이 없습니다. --course 로 알려 주세요.",
        "en": "No course id specified. Re-run with --course flag.",
    },
    "no-access": {"ko": "이 과정에 들어갈 수 없습니다.", "en": "You do not have access to this course."},
    "not-you": {
        "ko": "자기 이름({own})으로만 제출할 수 있습니다. --student 를 빼고 다시 해 주세요.",
        "en": "You can hand in only as yourself ({own}). Please leave out --student.",
    },
    "no-assignment": {
        "ko": "과제 폴더가 없습니다: {path}",
        "en": "Assignment not found at: {path}",
    },
    "did-you-mean": {"ko": "혹시 이것인가요? {name}", "en": "Did you mean: {name}"},
    "have-copy": {
        "ko": "이 과제를 이미 받았습니다: {path}",
        "en": "You already have a copy of the assignment in this directory: {path}",
    },
    "link": {
        "ko": "{path} 은(는) 링크이거나 특수 파일이어서 보내지 않습니다. 파일 자체로 바꾸거나 지운 뒤 다시 해 주세요.",
        "en": "{path} is a link or a special file and is not sent. Replace it by the file itself or remove it.",
    },
    "too-large": {
        "ko": "폴더가 너무 큽니다: {size:.1f} MB (최대 {maximum:.1f} MB). "
        "큰 데이터나 그림을 과제 폴더 밖으로 옮겨 주세요.",
        "en": "The folder is too large: {size:.1f} MB (at most {maximum:.1f} MB). "
        "Move large data or pictures out of it.",
    },
    "too-many": {
        "ko": "파일이 너무 많습니다: {number}개 (최대 {maximum}개). 과제와 관계없는 파일을 폴더 밖으로 옮겨 주세요.",
        "en": "There are too many files: {number} (at most {maximum}). Move what is not part of the assignment away.",
    },
    "missing": {
        "ko": "{assignment} 을(를) 제출하지 않았습니다. 빠진 노트북이 있습니다.\n{difference}",
        "en": "Assignment {assignment} not submitted. There are missing notebooks for the submission:\n{difference}",
    },
    "differs": {
        "ko": "{assignment}: 받은 노트북과 제출하는 노트북이 다릅니다.\n{difference}",
        "en": "Possible missing notebooks and/or extra notebooks submitted for assignment {assignment}:\n{difference}",
    },
    "receipt": {
        "ko": "접수증 {reference} · {assignment} · {attempt}번째 제출 · {time} KST{late}\n  SHA-256 {sha256}",
        "en": "Receipt {reference} · {assignment} · attempt {attempt} · {time} KST{late}\n  SHA-256 {sha256}",
    },
    "late": {"ko": " · 기한이 지난 제출", "en": " · late"},
    "same": {
        "ko": "같은 파일을 이미 제출했습니다. 새로 접수하지 않았습니다.",
        "en": "These very files have been handed in before. Nothing new was recorded.",
    },
    "not-removed": {
        "ko": "제출물과 배포된 과제는 지울 수 없습니다. 모두 보관됩니다. "
        "(--cached 와 함께 쓰면 이 컴퓨터의 사본만 지웁니다.)",
        "en": "Submissions and releases are kept and cannot be removed. (With --cached only local copies are removed.)",
    },
    "generate-first": {
        "ko": "과제가 '{source}' 에는 있지만 '{release}' 에는 없습니다. "
        "먼저 `nbgrader generate_assignment` 를 실행해 주세요.",
        "en": "Assignment found in '{source}' but not '{release}', run `nbgrader generate_assignment` first.",
    },
    "no-source": {
        "ko": "원본 과제가 '{source}' 에 없습니다. 채점에는 원본이 필요합니다.",
        "en": "There is no source of the assignment at '{source}'; grading needs it.",
    },
    "nothing-collected": {
        "ko": "'{course}' 과정의 '{assignment}' 에 제출물이 없습니다.",
        "en": "No submissions of '{assignment}' for course '{course}' to collect",
    },
    "feedback-failed": {
        "ko": "돌려주지 못한 피드백이 있습니다:\n{faults}",
        "en": "Some feedback could not be returned:\n{faults}",
    },
    "no-such-submission": {
        "ko": "{student}: 이 시각({timestamp})의 제출물이 포털에 없습니다.",
        "en": "{student}: the portal has no submission of {timestamp}.",
    },
    "no-feedback": {
        "ko": "아직 받을 피드백이 없습니다: {course} {assignment}",
        "en": "There is no feedback to fetch yet: {course} {assignment}",
    },
    "cache-only": {
        "ko": "포털에 연결하지 못해 이 컴퓨터에 있는 사본만 보여 줍니다.",
        "en": "The portal cannot be reached; only the copies on this machine are shown.",
    },
    "leads-out": {
        "ko": "포털이 보낸 파일 이름을 쓸 수 없습니다: {path}",
        "en": "The portal sent a file name that cannot be used: {path}",
    },
}


def chosen_language() -> Language | None:
    """The language that the environment asks for, if it is one of ours."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return "ko" if value.startswith("ko") else "en" if value.startswith("en") else None
    return None
