"""The page that says, in Korean and English, why an assignment cannot be opened."""

import os
from html import escape

PAGE = """<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>과제를 열 수 없습니다 · The assignment cannot be opened</title>
<style>
body {{ margin: 0; color: #1e2124; background: #f4f5f6; font: 1.0625rem/1.6 "Pretendard GOV", system-ui, sans-serif; }}
main {{ max-width: 40rem; margin: 3rem auto; padding: 1.5rem 2rem 2rem; background: #fff; border-radius: .75rem; }}
h1 {{ font-size: 1.5rem; line-height: 1.4; word-break: keep-all; }}
.reason {{ padding: .75rem 1rem; border-left: .25rem solid #256ef4; background: #eef2f7; overflow-wrap: anywhere; }}
a {{ display: inline-block; margin: .5rem 1rem 0 0; padding: .6rem 1rem; color: #0b50d0; }}
</style>
</head>
<body>
<main>
<h1>과제를 열 수 없습니다<br><span lang="en">The assignment cannot be opened</span></h1>
<p class="reason">{reason}</p>
<p>내 파일은 그대로 있습니다. <span lang="en">Your own files are untouched.</span></p>
<p><a href="{again}">다시 시도 · Try again</a><a href="{portal}">포털로 돌아가기 · Back to the portal</a></p>
</main>
</body>
</html>
"""


def refusal_page(reason: str, *, again: str) -> str:
    """Write the page; ``again`` is the address that was asked for."""
    portal = os.environ.get("NARUTEO_PORTAL_URL", "/")
    return PAGE.format(reason=escape(reason), again=escape(again), portal=escape(portal))
