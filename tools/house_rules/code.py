"""Rules for what stands in the program: who reads the environment, where SQL and numbers may stand."""

import ast
import re
from collections.abc import Iterator, Mapping

from house_rules import accepted
from house_rules.tree import SOURCE, Offence, Tree

LINES_MOST = 600
PLAIN_NUMBERS = (0, 1, 2)
_BOUNDS = frozenset({"ge", "gt", "le", "lt", "min_length", "max_length", "multiple_of"})
_CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*")
_ENVIRONMENT = frozenset({"environ", "environb", "getenv", "getenvb", "putenv", "unsetenv"})
_ACTING = frozenset({"now", "utcnow", "today", "uuid1", "uuid4", "uuid6", "uuid7", "print", "open", "input"})
_SQL = re.compile(
    r"\s*(select\s.+\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|with\s+\w+\s+as\s*\("
    r"|(create|alter|drop)\s+(table|role|database|index|schema|extension|sequence|function|view)\s"
    r"|grant\s.+\son\s|revoke\s.+\son\s|set\s+(local|role|session)\s|(listen|notify)\s+\w+\s*(,|;|$)"
    r"|pg_[a-z_]+\()",
    re.IGNORECASE | re.DOTALL,
)


def only_settings_read_the_environment(tree: Tree) -> Iterator[Offence]:
    """What the operator decided is read in one place."""
    for module in tree.modules(SOURCE):
        if module.path == f"{SOURCE}/settings.py":
            continue
        for node in ast.walk(module.syntax):
            for name in _names_of_os(node):
                if name in _ENVIRONMENT:
                    yield Offence(
                        module.path, _line(node), f"os.{name}", "only settings.py reads the environment"
                    )


def _names_of_os(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os":
        yield node.attr
    if isinstance(node, ast.ImportFrom) and node.module == "os":
        yield from (alias.name for alias in node.names)


def sql_stands_in_its_adapter(tree: Tree) -> Iterator[Offence]:
    """PostgreSQL's SQL stands in `adapters/postgres`."""
    where = " and ".join(f"{SOURCE}/{holder}" for holder in accepted.SQL_HOLDERS)
    holders = tuple(f"{SOURCE}/{holder}" for holder in accepted.SQL_HOLDERS)
    for path in tree.files:
        if path.startswith(f"{SOURCE}/") and path.endswith(".sql") and not path.startswith(holders):
            yield Offence(path, 1, "a file of SQL", where)
    for module in tree.modules(SOURCE):
        if module.path.startswith(holders):
            continue
        for node in ast.walk(module.syntax):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_sql(node.value):
                begins = " ".join(node.value.split())[:40]
                yield Offence(module.path, node.lineno, f"SQL: {begins!r}", where)


def _is_sql(text: str) -> bool:
    # A capital letter alone begins an English sentence.
    return _SQL.match(text) is not None and not text.split(maxsplit=1)[0].istitle()


def the_domain_only_computes(tree: Tree) -> Iterator[Offence]:
    """The domain imports values alone, reads no clock, makes no id, draws no number."""
    imports = ", ".join(sorted(accepted.DOMAIN_IMPORTS))
    for module in tree.modules(f"{SOURCE}/domain"):
        for node in ast.walk(module.syntax):
            for name in _imported(node):
                ours = name == "hejie.domain" or name.startswith("hejie.domain.")
                if not ours and name.partition(".")[0] not in accepted.DOMAIN_IMPORTS:
                    yield Offence(
                        module.path,
                        _line(node),
                        f"import of {name}",
                        f"hejie.domain, and of others {imports}",
                    )
            if isinstance(node, ast.Call) and _called(node) in _ACTING:
                what = f"{_called(node)}() acts or asks the outside"
                yield Offence(module.path, node.lineno, what, "instants, ids and texts as arguments")


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        yield "." * node.level + (node.module or "")


def _called(node: ast.Call) -> str:
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def numbers_of_the_rules_stand_in_packs(
    tree: Tree, named: Mapping[str, str] = accepted.NUMBERS
) -> Iterator[Offence]:
    """No hours, counts or rates in the domain or in casework: they are the packs' to say."""
    needed = set()
    for module in tree.modules(f"{SOURCE}/domain", f"{SOURCE}/casework"):
        for scope, number in _numbers(module.syntax, ""):
            place = f"{module.path.removeprefix(SOURCE + '/')}:{scope}"
            needed.add(place)
            if place not in named:
                yield Offence(
                    module.path,
                    number.lineno,
                    f"the number {number.value!r} in {scope or 'the module'}",
                    "a value of the pack; 0, 1, 2 and -1; bounds in Meta(...); else, with its reason,"
                    f" {place!r} in tools/house_rules/accepted.py",
                )
    for place in named:
        if place not in needed:
            yield Offence(
                "tools/house_rules/accepted.py",
                1,
                f"{place!r} holds no number",
                "what is needed, nothing more",
            )


def _numbers(node: ast.AST, scope: str) -> Iterator[tuple[str, ast.Constant]]:
    """Every number that needs a reason, with the constant or function that holds it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.keyword) and child.arg in _BOUNDS and _is_meta(node):
            continue
        if isinstance(child, ast.Constant):
            if type(child.value) in (int, float) and child.value not in PLAIN_NUMBERS:
                yield scope, child
        else:
            yield from _numbers(child, _scope(child, scope))


def _is_meta(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and _called(node) == "Meta"


def _scope(node: ast.AST, outer: str) -> str:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return f"{outer}.{node.name}" if outer else node.name
    if not outer and isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = [one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)]
        return next((name for name in names if _CONSTANT.fullmatch(name)), "")
    return outer


def every_module_says_what_it_is_for(tree: Tree) -> Iterator[Offence]:
    """Every module opens with a docstring. Outside of src, an empty `__init__.py` may stay empty."""
    for module in tree.modules("src", "tools", "bench", "tests"):
        marker = module.path.endswith("/__init__.py") and not module.text and module.path[:4] != "src/"
        if not marker and not ast.get_docstring(module.syntax):
            yield Offence(module.path, 1, "no docstring", "a first sentence saying what the module is for")


def files_stay_short(tree: Tree, longer: Mapping[str, str] = accepted.LONG_FILES) -> Iterator[Offence]:
    """A file that no longer fits its one purpose is split."""
    for module in tree.modules("src"):
        lines_count = len(module.text.splitlines())
        if lines_count > LINES_MOST and module.path not in longer:
            yield Offence(
                module.path,
                LINES_MOST + 1,
                f"{lines_count} lines",
                f"{LINES_MOST} lines; split it by purpose",
            )


def _line(node: ast.AST) -> int:
    return getattr(node, "lineno", 1)
