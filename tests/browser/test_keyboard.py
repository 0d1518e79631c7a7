"""Whoever uses the keyboard alone reaches every link, button and field, and sees where the focus is."""

import pytest
from playwright.sync_api import Page

from tests.browsing import settle, sign_in

MARK = """() => {
  const unseen = element => !element.checkVisibility({visibilityProperty: true});
  const things = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter(element => element.type !== 'hidden' && !element.disabled && !unseen(element));
  const radios = new Set();
  return things.filter(element => {
    if (element.type !== 'radio') return true;
    const group = element.form.action + element.name, first = !radios.has(group);
    radios.add(group);
    return first;
  }).length;
}"""
STEP = """() => {
  const focused = document.activeElement, style = getComputedStyle(focused);
  if (focused === document.body || focused.dataset.visited) return null;
  focused.dataset.visited = 'yes';
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  return {
    stop: focused.matches('a[href], button, input, select, textarea, summary'),
    name: focused.outerHTML.slice(0, 120),
    seen: outlined || style.boxShadow !== 'none',
  };
}"""
PARTS_OF_A_DATE = 12


def walk(page: Page) -> list[dict[str, object]]:
    """Everything the Tab key reaches, once round; a date field takes several presses for its parts."""
    reached: list[dict[str, object]] = []
    misses = 0
    while misses < PARTS_OF_A_DATE:
        page.keyboard.press("Tab")
        found = page.evaluate(STEP)
        misses = 0 if found else misses + 1
        reached += [found] if found else []
    return reached


def own_task(page: Page) -> str:
    page.goto("/tasks")
    return str(page.locator("tbody a").first.get_attribute("href")).rpartition("/")[2]


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("liaison-nyncj", "/"),
        ("liaison-nyncj", "/tasks"),
        ("liaison-nyncj", "/disclosures/new?task={task}"),
        ("liaison-nyncj", "/opinions/new"),
        ("liaison-nyncj", "/requests/new"),
        ("office", "/year-end/2018"),
        ("admin", "/imports"),
    ],
)
def test_tab_reaches_everything_and_shows_it(page: Page, who: str, address: str) -> None:
    sign_in(page, who)
    answer = page.goto(address.format(task=own_task(page) if "{task}" in address else ""))
    assert answer is not None
    assert answer.status == 200
    settle(page)
    expected = page.evaluate(MARK)
    reached = walk(page)
    assert [each["name"] for each in reached if not each["seen"]] == []
    assert sum(bool(each["stop"]) for each in reached) == expected > 10


def test_the_first_tab_leads_past_the_navigation(page: Page) -> None:
    sign_in(page, "office")
    page.goto("/tasks")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main"
