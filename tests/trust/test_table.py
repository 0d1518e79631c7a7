"""docs/security.md: each row names a test that exists, or an operating step."""

import ast
import re

from tests.source import ROOT

PAGE = ROOT / "docs" / "security.md"
TEST = re.compile(r"`((?:[\w-]+/)*test_\w+\.py)::(test_\w+)`")


def rows() -> list[str]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith("| ") and not re.match(r"\| (?:---|row |控制点|case )", line)]


def names_in(name: str) -> set[str]:
    tree = ast.parse((ROOT / "tests" / name).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_test_named_exists() -> None:
    named = set(TEST.findall(PAGE.read_text(encoding="utf-8")))
    assert len(named) > 80
    assert [f"{file}::{name}" for file, name in sorted(named) if name not in names_in(file)] == []


def test_every_row_has_a_test_a_rule_or_a_step() -> None:
    assert len(rows()) > 90
    assert [row for row in rows() if not (TEST.search(row) or "*operating step:*" in row or "this page" in row)] == []


def test_the_readme_leads_here() -> None:
    assert "docs/security.md" in (ROOT / "README.md").read_text(encoding="utf-8")
