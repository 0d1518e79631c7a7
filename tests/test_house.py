"""Habits of the house that a reader would trip over, or an attacker would use, if they slipped."""

import ast
import re
from collections.abc import Callable, Iterator

import pytest

from tests.source import ROOT, Module, module, modules, tracked

HOSTS = re.compile(
    "|".join(("py" + r"pi\.org", "python" + "hosted", "registry" + r"\.npm", "deb" + r"\.debian\.")), re.I
)
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|farm|root)/")
UNFINISHED = re.compile(r"\b(?:TO" + "DO|FIX" + "ME|X" + r"XX)\b")
BINARY = {".png", ".jpg", ".ico", ".woff2", ".xlsx", ".xls", ".docx", ".doc", ".ods", ".pdf", ".db"}
INLINE = {
    "script without src": re.compile(r"<script(?![^>]*\bsrc=)", re.I),
    "event handler": re.compile(r"\s(?:on[a-z]+|hx-on[\w:-]*)\s*=", re.I),
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.I),
    "unescaped text": re.compile(r"\|\s*safe\b|autoescape\s+false"),
    "evaluated values": re.compile(r"""hx-(?:vals|headers|vars)\s*=\s*["']?\s*(?:js|javascript):""", re.I),
    "other host": re.compile(r"""(?:src|href|action)\s*=\s*["']?(?:https?:)?//""", re.I),
}
MIGRATIONS = {of.path for of in modules("tracker/migrations")}
LONGEST_FILE, LONGEST_FUNCTION = 400, 60
STORE_ROOMS = {"utils", "helpers", "services", "common", "misc"}
UNSAFE_MODULES = {"pickle", "marshal", "shelve", "random"}
UNSAFE_CALLS = {"eval", "exec", "os.system", "os.popen", "hashlib.md5", "hashlib.sha1", "yaml.load", "tempfile.mktemp"}
SQL_TEXT = {"text", "sa.text", "db.text", "sqlalchemy.text"}
CHECKING = re.compile(r"(?:^|\.|_)(?:raises|warns|expect|fail|assert\w*|check\w*)$")

Rule = Callable[[Module], Iterator[str]]


def texts(*endings: str) -> dict[str, str]:
    """Tracked text files by name."""
    names = [name for name in tracked() if not name.endswith(tuple(BINARY)) and name.endswith(endings or "")]
    return {name: (ROOT / name).read_text(encoding="utf-8") for name in names}


def lines_with(pattern: re.Pattern[str], files: dict[str, str]) -> list[str]:
    numbered = ((name, number, line) for name, text in files.items() for number, line in enumerate(text.split("\n"), 1))
    return [f"{name}:{number}" for name, number, line in numbered if pattern.search(line)]


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_locks_name_no_host_and_every_file_by_its_hash(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text
    pins = re.findall(r"^[a-z0-9][\w.\[\],-]*==[^ \\]+.*(?:\n +.*)*", text, re.M | re.I)
    assert len(pins) > 30
    assert [pin for pin in pins if "--hash=sha256:" not in pin] == []


@pytest.mark.parametrize("pattern", [HOSTS, MACHINE_PATHS, UNFINISHED], ids=["hosts", "paths", "unfinished"])
def test_no_tracked_file_speaks_of(pattern: re.Pattern[str]) -> None:
    assert lines_with(pattern, texts()) == []


@pytest.mark.parametrize("what", INLINE)
def test_templates_hold_no(what: str) -> None:
    pages = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html")
    }
    assert pages
    assert [f"{name}: {found.group()}" for name, text in pages.items() for found in INLINE[what].finditer(text)] == []


def test_no_third_party_code_is_copied_in() -> None:
    own = [name for name in tracked() if name.startswith("static/")]
    assert own
    assert [name for name in own if re.search(r"\.min\.|vendor|htmx|bootstrap", name)] == []
    assert [name for name in own if (ROOT / name).stat().st_size > 40_000] == []


def test_files_and_functions_stay_short() -> None:
    ours = modules("app.py", "imports", "tracker", "tests")
    assert [of.path for of in ours if of.path not in MIGRATIONS and length(of.path) > LONGEST_FILE] == []
    assert [f"{of.path} {name}" for of in ours if of.path not in MIGRATIONS for name in long_functions(of)] == []


def test_every_thing_has_a_room() -> None:
    assert [of.path for of in modules("imports", "tracker") if STORE_ROOMS & set(of.dotted.split("."))] == []


def length(path: str) -> int:
    return len((ROOT / path).read_text(encoding="utf-8").splitlines())


def long_functions(of: Module) -> Iterator[str]:
    for node in ast.walk(of.tree):
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno > LONGEST_FUNCTION:
            yield node.name


def asserts_something(of: Module) -> Iterator[str]:
    for node in ast.walk(of.tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            inside = list(ast.walk(node))
            called = [ast.unparse(call.func) for call in inside if isinstance(call, ast.Call)]
            if not any(isinstance(part, ast.Assert) for part in inside) and not any(map(CHECKING.search, called)):
                yield f"{node.name} asserts nothing"


def mocks_nothing(of: Module) -> Iterator[str]:
    """Another program's part may be replaced in a test, for instance the folder for temporary files; ours never."""
    ours = set(names_from_the_house(of))
    for node in ast.walk(of.tree):
        spoken = ast.unparse(node) if isinstance(node, ast.Import | ast.ImportFrom | ast.Attribute) else ""
        if re.search(r"unittest.mock|import mock|mark\.xfail", spoken):
            yield spoken
    for call in calls(of):
        if ast.unparse(call.func).endswith("monkeypatch.setattr"):
            target = ast.unparse(call.args[0]).strip("'\"")
            if target.partition(".")[0] in {"tracker", "imports", "app", *ours}:
                yield f"line {call.lineno}: {target}"


def names_from_the_house(of: Module) -> Iterator[str]:
    for node in ast.walk(of.tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in {"tracker", "imports", "app"}:
            yield from (alias.asname or alias.name for alias in node.names)


def builds_no_sql_from_pieces(of: Module) -> Iterator[str]:
    for call in calls(of):
        if ast.unparse(call.func) in SQL_TEXT and call.args and not isinstance(call.args[0], ast.Constant):
            yield f"line {call.lineno}: {ast.unparse(call)[:60]}"


def calls_nothing_unsafe(of: Module) -> Iterator[str]:
    for call in calls(of):
        name = ast.unparse(call.func)
        shell = any(word.arg == "shell" and not is_false(word.value) for word in call.keywords)
        marked = name.rpartition(".")[2] == "Markup" and call.args and not isinstance(call.args[0], ast.Constant)
        if name in UNSAFE_CALLS or shell or marked:
            yield f"line {call.lineno}: {ast.unparse(call)[:60]}"


def imports_nothing_unsafe(of: Module) -> Iterator[str]:
    allowed = {"random"} if of.path.startswith("tracker/demo/") else set()
    for node in ast.walk(of.tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        yield from (name for name in names if name.partition(".")[0] in UNSAFE_MODULES - allowed)


def calls(of: Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(of.tree) if isinstance(node, ast.Call))


def is_false(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is False


RULES: dict[Rule, tuple[str, ...]] = {
    asserts_something: ("tests",),
    mocks_nothing: ("tests",),
    builds_no_sql_from_pieces: ("app.py", "imports", "tracker"),
    calls_nothing_unsafe: ("app.py", "imports", "tracker"),
    imports_nothing_unsafe: ("app.py", "imports", "tracker"),
}

BREACHES = (
    (asserts_something, "tests/test_x.py", "def test_it():\n    print(1)"),
    (mocks_nothing, "tests/test_x.py", "from unittest" + ".mock import Mock"),
    (mocks_nothing, "tests/test_x.py", "monkeypatch" + ".setattr('tracker.clock.today', 1)"),
    (mocks_nothing, "tests/test_x.py", "from tracker import clock\nmonkeypatch" + ".setattr(clock, 'today', 1)"),
    (builds_no_sql_from_pieces, "tracker/x.py", "db.session.execute(text(f'SELECT {x}'))"),
    (builds_no_sql_from_pieces, "tracker/x.py", "sa.text('SELECT ' + x)"),
    (calls_nothing_unsafe, "tracker/x.py", "subprocess.run(x, shell=True)"),
    (calls_nothing_unsafe, "tracker/x.py", "hashlib.md5(b'')"),
    (calls_nothing_unsafe, "tracker/x.py", "markupsafe.Markup(text_of_user)"),
    (imports_nothing_unsafe, "tracker/x.py", "import pickle"),
    (imports_nothing_unsafe, "tracker/x.py", "from random import choice"),
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_code_keeps(rule: Rule) -> None:
    assert [f"{of.path}: {breach}" for of in modules(*RULES[rule]) for breach in rule(of)] == []


@pytest.mark.parametrize(("rule", "path", "text"), BREACHES)
def test_a_breach_is_seen(rule: Rule, path: str, text: str) -> None:
    assert list(rule(module(path, text)))
