"""The API as the program describes it: OpenAPI for machines, the problems as a page for people."""

import json

from hejie.edge.http.openapi import document
from hejie.edge.http.problems import all_problems
from reference_pages.markdown import page, table


def openapi_text() -> str:
    """The description of the API, as the server gives it."""
    return json.dumps(document(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def problems_page() -> str:
    """Every problem by its code: the status, and what people read."""
    rows = (
        (f"`{code}`", str(status), title.en, title.zh, detail.en, detail.zh)
        for code, status, title, detail in sorted(all_problems(), key=lambda one: one[0])
    )
    lines = (
        "# Problems of the API 接口问题",
        "",
        "An answer of `application/problem+json` (RFC 9457) carries one of these codes. A code is permanent;",
        "its words may be improved. `{…}` stands for a fact of the request.",
        *table(("code", "status", "title", "标题", "detail", "说明"), rows),
    )
    return page("src/hejie/edge/http/problems.py", lines)
