"""The words the grading engine says to learners and staff, each in English and Korean."""

from typing import Literal

Language = Literal["en", "ko"]
LANGUAGES: tuple[Language, ...] = ("en", "ko")

# code: (English, Korean). What exactly is meant stands in the flag's evidence.
FLAGS: dict[str, tuple[str, str]] = {
    # The submission cannot be graded; the learner can put it right.
    "no_notebook": (
        "There is no notebook (.ipynb file) in what was handed in. Hand in the assignment's own notebook.",
        "제출물에 노트북(.ipynb 파일)이 없습니다. 과제의 노트북을 제출해 주세요.",
    ),
    "wrong_notebook_name": (
        "No notebook has the name the assignment gave it. Give it back its name and hand in again.",
        "과제에서 정한 이름의 노트북이 없습니다. 원래 이름으로 되돌려 다시 제출해 주세요.",
    ),
    "not_a_notebook": (
        "A notebook cannot be read: it is damaged or not a notebook. Open it in JupyterLab, save it and hand in again.",
        "노트북을 읽을 수 없습니다(손상되었거나 노트북이 아님). JupyterLab에서 열어 저장한 뒤 다시 제출해 주세요.",
    ),
    "old_notebook_format": (
        "A notebook is in a format that cannot be read. Open it in JupyterLab, save it and hand in again.",
        "노트북의 형식이 맞지 않습니다. JupyterLab에서 열어 저장한 뒤 다시 제출해 주세요.",
    ),
    "notebook_too_large": (
        "A notebook is too large. Clear all outputs, save it and hand in again.",
        "노트북이 너무 큽니다. 모든 출력을 지우고 저장한 뒤 다시 제출해 주세요.",
    ),
    "too_many_cells": (
        "A notebook has too many cells. Remove cells you do not need and hand in again.",
        "노트북의 셀이 너무 많습니다. 필요 없는 셀을 지우고 다시 제출해 주세요.",
    ),
    "submission_too_large": (
        "The files handed in are too large together. Remove what the assignment does not ask for and hand in again.",
        "제출한 파일의 전체 크기가 너무 큽니다. 과제에 필요 없는 파일을 지우고 다시 제출해 주세요.",
    ),
    "too_many_files": (
        "Too many files were handed in. Remove what the assignment does not ask for and hand in again.",
        "제출한 파일이 너무 많습니다. 과제에 필요 없는 파일을 지우고 다시 제출해 주세요.",
    ),
    # Grading was not possible for a reason that is not the learner's.
    "no_sandbox": (
        "Nothing was run, because this machine cannot close in learners' code.",
        "이 서버에서 학습자 코드를 격리할 수 없어 아무것도 실행하지 않았습니다.",
    ),
    "course_error": (
        "The assignment itself cannot be prepared. Staff have to look at the course.",
        "과제 자체를 준비할 수 없습니다. 운영자가 과정을 확인해야 합니다.",
    ),
    "unsupported_language": (
        "The assignment's notebook is not in Python, and only Python is graded here.",
        "과제 노트북이 파이썬이 아닙니다. 여기에서는 파이썬만 채점합니다.",
    ),
    "kernel_start_failed": (
        "The notebook's Python did not start, or something outside has ended it. Staff have to look at this machine.",
        "노트북의 파이썬을 시작하지 못했거나 외부에서 종료되었습니다. 운영자가 서버를 확인해야 합니다.",
    ),
    "internal_error": (
        "Grading stopped because of an error in the grader. Staff have to look at it.",
        "채점기의 오류로 채점이 멈췄습니다. 운영자가 확인해야 합니다.",
    ),
    # What was odd in a submission that was graded all the same.
    "missing_notebook": (
        "A notebook of the assignment was not handed in; its tasks count as not done.",
        "과제의 노트북 가운데 제출하지 않은 것이 있습니다. 그 과제는 하지 않은 것으로 칩니다.",
    ),
    "unknown_notebook": (
        "A notebook that does not belong to the assignment was not graded.",
        "과제에 속하지 않는 노트북은 채점하지 않았습니다.",
    ),
    "link_ignored": (
        "A link or special file was left out: only ordinary files are taken.",
        "링크나 특수 파일은 뺐습니다. 일반 파일만 받습니다.",
    ),
    "file_name_ignored": (
        "A file was left out because of its name.",
        "이름에 쓸 수 없는 글자가 있는 파일은 뺐습니다.",
    ),
    "other_seed": (
        "The number in seed.txt was not this learner's own. The work was graded with the one on the right, which is.",
        "seed.txt의 번호가 이 학습자의 것이 아니어서, 오른쪽에 적은 본인의 번호로 채점했습니다.",
    ),
    "missing_cell": (
        "A cell of the assignment was missing; a test or task was put back from the course.",
        "과제의 셀이 없어졌습니다. 테스트 셀과 과제 셀은 과정의 것으로 되돌렸습니다.",
    ),
    "duplicate_cell": (
        "A cell of the assignment stood there more than once; the last one that was worked on counts.",
        "과제의 셀이 두 번 이상 있었습니다. 마지막으로 고친 셀을 채점했습니다.",
    ),
    "unknown_cell": (
        "A cell claims to belong to the assignment but does not; it was treated as the learner's own.",
        "과제의 셀이라고 하지만 과제에 없는 셀이 있습니다. 학습자가 만든 셀로 다뤘습니다.",
    ),
    "reordered_cells": (
        "Cells of the assignment stood in another order; they were put back in order.",
        "과제 셀의 순서가 바뀌어 있었습니다. 원래 순서로 되돌렸습니다.",
    ),
    "changed_locked_cell": (
        "A test or a locked cell had been changed; the course's own was used.",
        "테스트 셀이나 잠긴 셀이 바뀌어 있었습니다. 과정의 셀을 사용했습니다.",
    ),
    "changed_cell_type": (
        "A cell's type had been changed; the course's own was used.",
        "셀의 종류가 바뀌어 있었습니다. 과정에서 정한 종류를 사용했습니다.",
    ),
    "changed_points": (
        "The points or the role of a cell had been changed; the course's own were used.",
        "셀의 배점이나 역할이 바뀌어 있었습니다. 과정에서 정한 것을 사용했습니다.",
    ),
    "changed_tags": (
        "Tags had been put on a graded cell; they were ignored.",
        "채점하는 셀에 태그가 붙어 있었습니다. 무시했습니다.",
    ),
    "timeout": (
        "A cell ran for too long and was stopped.",
        "셀의 실행 시간이 너무 길어 멈췄습니다.",
    ),
    "notebook_timeout": (
        "A notebook ran for too long; the cells after that were not run.",
        "노트북의 실행 시간이 너무 길어 그 뒤의 셀은 실행하지 않았습니다.",
    ),
    "kernel_died": (
        "A cell ended the notebook's Python (or used too much memory or computing time).",
        "셀이 노트북의 파이썬을 끝냈습니다(또는 메모리나 계산 시간을 너무 많이 썼습니다).",
    ),
    "output_too_large": (
        "A cell printed or drew too much and was stopped.",
        "셀의 출력이 너무 많아 멈췄습니다.",
    ),
    "judge_failed": (
        "A test could not be judged because of an error in the grader. A person looks at it.",
        "채점기의 오류로 테스트를 판정하지 못했습니다. 사람이 확인합니다.",
    ),
    "not_run": (
        "Cells were not run, because cells before them kept ending the notebook's Python.",
        "앞의 셀이 노트북의 파이썬을 거듭 끝내서 그 뒤의 셀은 실행하지 않았습니다.",
    ),
    "odd_partial_points": (
        "A test gave points outside its range; none were given.",
        "테스트 셀이 범위를 벗어난 점수를 내서 점수를 주지 않았습니다.",
    ),
    "odd_result": (
        "A test was given an object where plain data was expected; it was not asked whether it equals that.",
        "단순한 값이 있어야 할 곳에 객체가 있었습니다. 그 객체에게 정답과 같은지 묻지 않았습니다.",
    ),
    "unverified_result": (
        "A test passed with the help of an object that could not be checked. A person looks at it.",
        "확인할 수 없는 객체의 도움으로 테스트를 통과했습니다. 사람이 확인합니다.",
    ),
    "possible_tampering": (
        "A test that runs in the learner's own process may have been influenced. A person looks at it.",
        "학습자의 프로세스에서 실행되는 테스트에 영향을 주었을 수 있는 코드가 있습니다. 사람이 확인합니다.",
    ),
    "hidden_test_shown": (
        "A cell's output repeated text of the hidden tests; it is not shown.",
        "셀의 출력에 숨은 테스트의 내용이 있어 보이지 않게 했습니다.",
    ),
}

# key: (English, Korean): the words around a notebook's content in its feedback page.
FEEDBACK: dict[str, tuple[str, str]] = {
    "notebook": ("Notebook {name}", "노트북 {name}"),
    "points": ("{points} of {max_points} points", "{max_points}점 가운데 {points}점"),
    "awaiting": (
        "Waiting for a person to look at it ({max_points} points)",
        "사람의 확인을 기다리는 중(배점 {max_points}점)",
    ),
    "awaiting_part": ("{points} points still wait for a person", "{points}점은 사람의 확인을 기다리고 있습니다"),
    "test": ("Test {name}", "테스트 {name}"),
    "task": ("Task {name}", "과제 {name}"),
    "passed": ("All tests of this cell passed.", "이 셀의 테스트를 모두 통과했습니다."),
    "failed": ("A test of this cell did not pass.", "이 셀의 테스트를 통과하지 못했습니다."),
    "failed_hidden": (
        "What you can see here passed, but a test that is not shown did not.",
        "여기 보이는 테스트는 통과했지만 보이지 않는 테스트를 통과하지 못했습니다.",
    ),
    "partial": ("This cell gave part of its points.", "이 셀은 배점의 일부를 주었습니다."),
    "at_line": ("It stopped at this line:", "다음 줄에서 멈췄습니다:"),
    "no_response": ("There is no answer in this cell.", "이 셀에 답이 없습니다."),
    "hidden_note": (
        "This cell also holds tests that are not shown.",
        "이 셀에는 보이지 않는 테스트도 있습니다.",
    ),
    "missing": ("This notebook was not handed in.", "이 노트북은 제출하지 않았습니다."),
    "code": ("Code of cell {number}", "셀 {number}의 코드"),
    "output": ("Output of cell {number}", "셀 {number}의 출력"),
    "error": ("Error in cell {number}", "셀 {number}의 오류"),
    "figure": ("Figure drawn by cell {number}", "셀 {number}이 그린 그림"),
    "picture": ("Picture", "그림"),
    "picture_left_out": ("[Picture: {name}]", "[그림: {name}]"),
    "shortened": ("The output was longer; the rest is left out.", "출력이 길어 나머지는 줄였습니다."),
    "left_out": (
        "More is left out because this page would be too long.",
        "페이지가 너무 길어져 나머지는 줄였습니다.",
    ),
    "withheld": ("This output is not shown.", "이 출력은 보이지 않습니다."),
}


def flag_message(code: str, language: Language) -> str:
    """Return the sentence for a flag's code."""
    return FLAGS[code][LANGUAGES.index(language)]


def feedback_words(key: str, language: Language, **parts: object) -> str:
    """Return one of the feedback page's phrases with its parts filled in."""
    return FEEDBACK[key][LANGUAGES.index(language)].format(**parts)
