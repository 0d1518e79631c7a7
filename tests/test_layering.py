"""Imports go strictly downstairs, and each thing that has one door keeps to it."""

import ast
from collections.abc import Callable, Iterator

import pytest

from tests.source import Module, module, modules

FLOORS = (
    ("imports",),
    ("documents",),
    ("ground",),  # the single files of tracker/
    ("people",),  # a floor of its own: every view asks people/access.py
    ("calendar", "files"),
    ("tasks", "projects"),
    ("disclosures", "requests", "opinions", "interpretations"),
    ("intake", "own_sheets", "review", "links", "coverage", "guidance", "supervision", "rectification", "outside"),
    ("reminders",),
    ("appraisal",),
    ("notices", "progress_reports"),
    ("desk", "audit", "upkeep", "feeds"),
    ("demo",),
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
ROOF = "app"
STARTERS = {"app.py", "tracker/bootstrap.py"}
SPREADSHEET_DOORS = ("imports/readers/xlsx", "tracker/documents/")
COMMITTERS = ("views.py", "commands.py", "cli.py", "people/access.py", "once.py", "intake/reading/work.py")
VOCABULARY_OF_HTMX = "tracker/web.py"
CLOCK = "tracker/clock.py"
KEPT_FROM = {"views": {"views"}, "forms": {"views", "forms"}}  # a step of the stairs -> the steps that may import it
FORBIDDEN_BELOW = {"flask", "sqlalchemy", "tracker", "flask_sqlalchemy"}

Rule = Callable[[Module], Iterator[str]]
ROOMS_OF_TRACKER = {room for rooms in FLOORS for room in rooms} - {"imports", "ground"}


def room_of(dotted: str) -> str | None:
    """The room of a module's dotted name; None for what is not ours."""
    first, _, rest = dotted.partition(".")
    if first in {"imports", ROOF}:
        return first
    if first != "tracker":
        return None
    second = rest.partition(".")[0]
    return second if second in ROOMS_OF_TRACKER else "ground"


def imported(of: Module) -> Iterator[str]:
    """Every dotted name that a module imports; `from a import b` counts as `a.b`, since b may be a module."""
    package = of.dotted.split(".") if of.path.endswith("__init__.py") else of.dotted.split(".")[:-1]
    for node in ast.walk(of.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{stem}.{alias.name}" for alias in node.names)


def goes_downstairs(of: Module) -> Iterator[str]:
    own = room_of(of.dotted)
    if own in {None, ROOF}:
        return
    for name in imported(of):
        other = room_of(name)
        if other is None or other == own:
            continue
        if other == ROOF or FLOOR[other] >= FLOOR[own]:
            yield f"{own} imports {name}"


def stands_on_a_floor(of: Module) -> Iterator[str]:
    parts = of.path.split("/")
    if parts[0] == "tracker" and len(parts) > 2 and parts[1] not in {*ROOMS_OF_TRACKER, "migrations"}:
        yield f"the room {parts[1]} stands on no floor"


def imports_at_the_top(of: Module) -> Iterator[str]:
    if of.path in STARTERS:
        return
    for function in functions(of):
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield f"line {node.lineno}: import inside {function.name}"


def keeps_the_pure_floor_pure(of: Module) -> Iterator[str]:
    if of.path.startswith("imports/"):
        yield from (name for name in imported(of) if name.partition(".")[0] in FORBIDDEN_BELOW)


def leaves_other_forms_and_views_alone(of: Module) -> Iterator[str]:
    own = room_of(of.dotted)
    for name in imported(of):
        parts = name.split(".")
        inside = parts[2:3] if parts[0] == "tracker" and room_of(name) not in {"ground", own} else []
        if inside and inside[0] in {"views", "forms"} and own != ROOF:
            yield name


def climbs_the_stairs(of: Module) -> Iterator[str]:
    """Inside a room nothing imports its views, and only its views import its forms."""
    own, step = room_of(of.dotted), of.dotted.rpartition(".")[2]
    if own in {None, ROOF, "ground", "imports"}:
        return
    for name in imported(of):
        parts = [*name.split("."), ""]
        if parts[:2] == ["tracker", own] and parts[2] in KEPT_FROM and step not in KEPT_FROM[parts[2]]:
            yield name


def speaks_htmx_in_one_place(of: Module) -> Iterator[str]:
    if of.path == VOCABULARY_OF_HTMX:
        return
    prose = {id(node.value) for node in ast.walk(of.tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(of.tree):
        if isinstance(node, ast.Constant) and id(node) not in prose and "HX-" in str(node.value):
            yield f"line {node.lineno}: {str(node.value)[:40]}"


def opens_spreadsheets_in_one_place(of: Module) -> Iterator[str]:
    if not of.path.startswith(SPREADSHEET_DOORS):
        yield from (name for name in imported(of) if name.partition(".")[0] == "openpyxl")


def commits_in_views_and_commands(of: Module) -> Iterator[str]:
    if of.path.endswith(COMMITTERS) or of.path.startswith("tracker/demo/"):
        return
    for call in calls(of):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit":
            yield f"line {call.lineno}: {ast.unparse(call)}"


def asks_one_clock(of: Module) -> Iterator[str]:
    if of.path == CLOCK:
        return
    for call in calls(of):
        spoken = ast.unparse(call.func)
        if spoken.endswith(("date.today", "datetime.now", "datetime.utcnow", "datetime.today")):
            yield f"line {call.lineno}: {spoken}"


def names_no_backref(of: Module) -> Iterator[str]:
    for call in calls(of):
        if any(keyword.arg == "backref" for keyword in call.keywords):
            yield f"line {call.lineno}: backref"


def functions(of: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(of.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def calls(of: Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(of.tree) if isinstance(node, ast.Call))


RULES: tuple[Rule, ...] = (
    goes_downstairs,
    stands_on_a_floor,
    imports_at_the_top,
    keeps_the_pure_floor_pure,
    leaves_other_forms_and_views_alone,
    climbs_the_stairs,
    speaks_htmx_in_one_place,
    opens_spreadsheets_in_one_place,
    commits_in_views_and_commands,
    asks_one_clock,
    names_no_backref,
)

BREACHES = (
    (goes_downstairs, "tracker/people/models.py", "from tracker.tasks.models import Task"),
    (goes_downstairs, "tracker/people/models.py", "from tracker import tasks"),
    (goes_downstairs, "tracker/opinions/models.py", "import tracker.disclosures.models"),
    (goes_downstairs, "tracker/people/verbs.py", "from ..tasks import models"),
    (goes_downstairs, "tracker/web.py", "from tracker.people.models import User"),
    (goes_downstairs, "tracker/tasks/views.py", "from app import create_app"),
    (goes_downstairs, "imports/reader.py", "from tracker import choices"),
    (stands_on_a_floor, "tracker/common/things.py", ""),
    (imports_at_the_top, "tracker/tasks/verbs.py", "def act():\n    from tracker.db import db"),
    (keeps_the_pure_floor_pure, "imports/reader.py", "import sqlalchemy.orm"),
    (leaves_other_forms_and_views_alone, "tracker/tasks/views.py", "from tracker.people.forms import LoginForm"),
    (leaves_other_forms_and_views_alone, "tracker/tasks/views.py", "from tracker.people import views"),
    (climbs_the_stairs, "tracker/tasks/models.py", "from tracker.tasks.forms import TaskForm"),
    (climbs_the_stairs, "tracker/tasks/review.py", "from tracker.tasks import views"),
    (speaks_htmx_in_one_place, "tracker/tasks/views.py", "headers['HX-Redirect'] = '/'"),
    (opens_spreadsheets_in_one_place, "tracker/tasks/export.py", "from openpyxl import Workbook"),
    (commits_in_views_and_commands, "tracker/tasks/review.py", "db.session.commit()"),
    (asks_one_clock, "tracker/tasks/review.py", "date.today()"),
    (asks_one_clock, "tracker/tasks/review.py", "datetime.datetime.now(UTC)"),
    (names_no_backref, "tracker/tasks/models.py", "relationship('Unit', backref='tasks')"),
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps(rule: Rule) -> None:
    ours = modules("app.py", "imports", "tracker")
    assert [f"{of.path}: {breach}" for of in ours for breach in rule(of)] == []


@pytest.mark.parametrize(("rule", "path", "text"), BREACHES)
def test_a_breach_is_seen(rule: Rule, path: str, text: str) -> None:
    assert list(rule(module(path, text)))


def test_the_files_on_the_ground_floor_form_no_ring() -> None:
    ground = [of for of in modules("tracker") if room_of(of.dotted) == "ground" and of.path.count("/") == 1]
    names = {of.dotted for of in ground}
    below = {of.dotted: {name for name in names if any(called(name, by) for by in imported(of))} for of in ground}
    for _ in names:
        free = {name for name, needs in below.items() if not needs - {name}}
        below = {name: needs - free for name, needs in below.items() if name not in free}
    assert below == {}


def called(name: str, by: str) -> bool:
    return by == name or by.startswith(f"{name}.")


def test_only_tests_and_the_server_import_the_roof() -> None:
    inside = modules("imports", "tracker")
    assert [of.path for of in inside if any(room_of(name) == ROOF for name in imported(of))] == []
