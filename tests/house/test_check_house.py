"""Each rule of the house finds what it is there to find, says where, and lets the rest pass."""

import hashlib
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

import check_house
from house_rules import code, texts
from house_rules.tree import Offence, Tree

DOC = '"""What it is for."""\n'


def tree_of(root: Path, files: dict[str, str]) -> Tree:
    """A checkout with these files."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Tree(root)


def source(root: Path, path: str, text: str) -> Tree:
    """A checkout with one module of the program, its text beginning at line 2."""
    return tree_of(root, {f"src/hejie/{path}": DOC + text})


def places(offences: Iterable[Offence]) -> list[str]:
    """Where the offences are, as `path:line` without the folder of the program."""
    return [f"{one.path.removeprefix('src/hejie/')}:{one.line}" for one in offences]


@pytest.mark.parametrize(
    "line",
    ["os.environ['HOME']", "x = os.getenv('HOME')", "from os import environ", "from os import getenv as g"],
)
def test_only_settings_may_read_the_environment(tmp_path: Path, line: str) -> None:
    text = f"import os\n{line}\n"
    elsewhere = source(tmp_path / "one", "casework/desk.py", text)
    assert places(code.only_settings_read_the_environment(elsewhere)) == ["casework/desk.py:3"]
    settings = source(tmp_path / "two", "settings.py", text)
    assert places(code.only_settings_read_the_environment(settings)) == []


def test_other_things_of_the_operating_system_are_nobody_elses_business(tmp_path: Path) -> None:
    tree = source(tmp_path, "casework/desk.py", "import os\nkey = os.urandom(2)\n")
    assert places(code.only_settings_read_the_environment(tree)) == []


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM event",
        "insert into event values (1)",
        "\n  UPDATE event SET a = 1",
        "DELETE FROM event",
        "WITH x AS (select 1)",
        "CREATE ROLE app LOGIN",
        "GRANT SELECT ON event TO app",
        "SET LOCAL ROLE app",
        "NOTIFY woken",
        "pg_advisory_lock(1)",
    ],
)
def test_sql_stands_in_its_adapter(tmp_path: Path, sql: str) -> None:
    text = f"\nX = {sql!r}\n"
    elsewhere = source(tmp_path / "one", "casework/desk.py", text)
    assert places(code.sql_stands_in_its_adapter(elsewhere)) == ["casework/desk.py:3"]
    inside = source(tmp_path / "two", "adapters/postgres/ledger.py", text)
    assert places(code.sql_stands_in_its_adapter(inside)) == []


def test_sql_within_a_formatted_text_is_found(tmp_path: Path) -> None:
    tree = source(tmp_path, "edge/cli/main.py", "x = f'DELETE FROM {table}'\n")
    assert places(code.sql_stands_in_its_adapter(tree)) == ["edge/cli/main.py:2"]


def test_a_file_of_sql_elsewhere_is_found(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, {"src/hejie/casework/x.sql": "", "src/hejie/adapters/postgres/sql/y.sql": ""})
    assert places(code.sql_stands_in_its_adapter(tree)) == ["casework/x.sql:1"]


@pytest.mark.parametrize(
    "words",
    ["Select one from the list.", "Listen", "update the case", "created from it", "with care", "set aside"],
)
def test_english_is_no_sql(tmp_path: Path, words: str) -> None:
    tree = source(tmp_path, "casework/desk.py", f"X = {words!r}\n")
    assert places(code.sql_stands_in_its_adapter(tree)) == []


@pytest.mark.parametrize(
    "line",
    [
        "import os",
        "from pathlib import Path",
        "import asyncpg",
        "from hejie.casework.desk import Desk",
        "from . import case",
        "at = datetime.now(UTC)",
        "id = uuid4()",
        "print('x')",
    ],
)
def test_the_domain_only_computes(tmp_path: Path, line: str) -> None:
    inside = source(tmp_path / "one", "domain/case.py", f"{line}\n")
    assert places(code.the_domain_only_computes(inside)) == ["domain/case.py:2"]
    outside = source(tmp_path / "two", "casework/case.py", f"{line}\n")
    assert places(code.the_domain_only_computes(outside)) == []


def test_the_domain_may_import_itself_and_values(tmp_path: Path) -> None:
    text = "import msgspec\nfrom collections.abc import Mapping\nfrom hejie.domain.case import Case\n"
    assert places(code.the_domain_only_computes(source(tmp_path, "domain/x.py", text))) == []


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("ANSWER_HOURS = 72\n", "ANSWER_HOURS"),
        ("def due():\n    return 72\n", "due"),
        ("class A:\n    def due(self, hours=72): ...\n", "A.due"),
        ("rate = 0.05\n", ""),
        ("x = Meta(extra={'a': 72})\n", ""),
    ],
)
@pytest.mark.parametrize("folder", ["domain", "casework"])
def test_a_number_of_the_rules_stands_in_a_pack(tmp_path: Path, folder: str, text: str, scope: str) -> None:
    tree = source(tmp_path, f"{folder}/x.py", text)
    (found,) = code.numbers_of_the_rules_stand_in_packs(tree, {})
    assert (found.path, found.line) == (
        f"src/hejie/{folder}/x.py",
        1 + text[: text.find("7")].count("\n") + 1,
    )
    assert f"'{folder}/x.py:{scope}'" in found.accepted
    assert not list(code.numbers_of_the_rules_stand_in_packs(tree, {f"{folder}/x.py:{scope}": "a reason"}))


def test_plain_numbers_truths_bounds_and_other_folders_need_no_reason(tmp_path: Path) -> None:
    text = "x = [0, 1, 2, -1, True]\nRef = Annotated[str, msgspec.Meta(min_length=3, le=9)]\n"
    assert not list(code.numbers_of_the_rules_stand_in_packs(source(tmp_path, "domain/x.py", text), {}))
    policy = source(tmp_path / "two", "policy/x.py", "X = 72\n")
    assert not list(code.numbers_of_the_rules_stand_in_packs(policy, {}))


def test_a_reason_that_nothing_needs_is_an_offence(tmp_path: Path) -> None:
    tree = source(tmp_path, "domain/x.py", "x = 1\n")
    (found,) = code.numbers_of_the_rules_stand_in_packs(tree, {"domain/x.py:GONE": "a reason"})
    assert "domain/x.py:GONE" in found.what


def test_every_module_says_what_it_is_for(tmp_path: Path) -> None:
    tree = tree_of(
        tmp_path,
        {
            "src/hejie/a.py": "x = 1\n",
            "src/hejie/__init__.py": "",
            "src/hejie/said.py": DOC,
            "tests/b.py": "x = 1\n",
            "tests/__init__.py": "",
        },
    )
    assert places(code.every_module_says_what_it_is_for(tree)) == ["__init__.py:1", "a.py:1", "tests/b.py:1"]


def test_a_long_file_is_listed_or_split(tmp_path: Path) -> None:
    tree = source(tmp_path, "a.py", "x = 1\n" * code.LINES_MOST)
    assert places(code.files_stay_short(tree)) == [f"a.py:{code.LINES_MOST + 1}"]
    assert not list(code.files_stay_short(tree, {"src/hejie/a.py": "one table"}))
    assert not list(code.files_stay_short(source(tmp_path, "a.py", "x = 1\n" * (code.LINES_MOST - 1))))


@pytest.mark.parametrize(
    "line",
    [
        "--index" + "-url x",
        "PIP_EXTRA_INDEX_" + "URL=x",
        "https://py" + "pi.org/project/x",
        '"resolved": ' + '"https://x"',
        "registry = x",
    ],
)
def test_no_registry_is_named(tmp_path: Path, line: str) -> None:
    tree = tree_of(
        tmp_path, {"notes.md": f"fine\n{line}\n", "good.txt": "asyncpg==0.32.0 --hash=sha256:ab\n"}
    )
    assert places(texts.no_registry_is_named(tree)) == ["notes.md:2"]


@pytest.mark.parametrize("start", ["work", "root", "home", "Users"])
def test_no_path_of_a_machine(tmp_path: Path, start: str) -> None:
    tree = tree_of(
        tmp_path, {"notes.md": f"fine\nsee /{start}/me/x\n", "good.md": f"src/{start}/x, ~/{start}/x\n"}
    )
    assert places(texts.no_path_of_a_machine(tree)) == ["notes.md:2"]


def test_bytes_that_are_no_text_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\xff\xfe /" + b"root/me")
    assert not list(texts.no_path_of_a_machine(Tree(tmp_path)))


PAGE = "# A\n```\n# no heading\n```\n## B\n"


@pytest.mark.parametrize(
    ("chinese", "found"),
    [
        ("# 一\n## 二\n", []),
        ("# 一\n", ["README.zh-CN.md:1"]),
        ("# 一\n\n### 二\n", ["README.zh-CN.md:3"]),
        ("# 一\n## 二\n## 三\n", ["README.zh-CN.md:3"]),
    ],
)
def test_both_readmes_have_the_same_headings(tmp_path: Path, chinese: str, found: list[str]) -> None:
    tree = tree_of(tmp_path, {"README.md": PAGE, "README.zh-CN.md": chinese})
    assert places(texts.pages_say_the_same_in_both_languages(tree)) == found


def test_a_missing_readme_and_a_chinese_page_alone_are_found(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, {"README.md": PAGE, "docs/x.zh-CN.md": PAGE})
    assert places(texts.pages_say_the_same_in_both_languages(tree)) == ["README.zh-CN.md:1", "docs/x.md:1"]


def test_a_released_pack_never_changes(tmp_path: Path) -> None:
    released = f"{hashlib.sha256(b'rules').hexdigest()}  p/1.yaml\n"
    tree = tree_of(tmp_path, {texts.RELEASED: released, "policies/p/1.yaml": "rules"})
    assert not list(texts.released_packs_never_change(tree))
    tree = tree_of(tmp_path, {"policies/p/1.yaml": "other rules"})
    assert places(texts.released_packs_never_change(tree)) == ["policies/p/1.yaml:1"]
    tree = tree_of(tmp_path, {texts.RELEASED: "gibberish\n" + released.replace("1.yaml", "2.yaml")})
    assert places(texts.released_packs_never_change(tree)) == ["policies/RELEASED:1", "policies/RELEASED:2"]
    assert places(texts.released_packs_never_change(Tree(tmp_path / "nothing"))) == ["policies/RELEASED:1"]


def test_what_git_ignores_is_not_looked_at_and_what_is_new_is(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    tree = tree_of(tmp_path, {".gitignore": "secret/\n", "secret/a.py": "", "new.py": "", "tree/b.py": ""})
    assert tree.files == (".gitignore", "new.py", "tree/b.py")


def test_an_offence_says_where_what_and_what_is_accepted() -> None:
    said = str(Offence("a.py", 3, "the number 72", "a value of the pack"))
    assert said == "a.py:3: the number 72\n    accepted: a value of the pack"


def test_the_script_tells_every_offence_and_counts_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source(tmp_path, "domain/x.py", "import os\n")
    assert check_house.main(tmp_path) > 0
    said = capsys.readouterr().out
    assert "src/hejie/domain/x.py:2: import of os" in said
    assert "the domain only computes — broken 1 times" in said
