"""People before their browsers: what they follow, press, fill in, read and take home, with scripts on or off alike."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Download, Locator, Page, expect

from tests.browsing import settle

STORY_WAIT = 20_000


@dataclass
class Person:
    """Finds things as a person does: by what the page says."""

    page: Page
    scripts: bool

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def visit(self, section: str) -> None:
        """Through the navigation at the left."""
        link = self.page.get_by_role("navigation", name="主导航").get_by_role(
            "link", name=re.compile(rf"^{section}( \d+)?$")
        )
        self.click(link)
        self.sees_heading()

    def follow(self, text: str, *, within: Locator | None = None) -> None:
        """A link by its whole text."""
        self.click((within or self.main).get_by_role("link", name=text, exact=True).first)

    def press(self, text: str) -> None:
        self.click(self.main.get_by_role("button", name=text, exact=True))

    def click(self, thing: Locator) -> None:
        """Once the page has come to rest."""
        if self.scripts:
            settle(self.page)
        thing.click()

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            field = self.main.locator(f"[name={name}]")
            field.wait_for()
            if self.scripts:
                self.page.wait_for_load_state()  # what is typed before the scripts run, they do not hear of
            field.fill(value)

    def choose(self, **fields: str) -> None:
        """One of a list by its label."""
        for name, label in fields.items():
            self.main.locator(f"select[name={name}]").select_option(label=label)

    def tick(self, *choices: str) -> None:
        """Radio buttons and boxes by their labels."""
        for choice in choices:
            self.main.get_by_label(choice, exact=True).check()

    def attach(self, field: str, *files: Path) -> None:
        self.main.locator(f"[name={field}]").set_input_files(files)

    def sees_heading(self, text: str | re.Pattern[str] = re.compile("")) -> None:
        expect(self.main.get_by_role("heading", name=text).first).to_be_visible(timeout=STORY_WAIT)

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.main).to_contain_text(text, timeout=STORY_WAIT)

    def is_told(self, text: str) -> None:
        """In the message area, where the answer to each act stands."""
        expect(self.page.locator("#messages")).to_contain_text(text, timeout=STORY_WAIT)

    def downloads(self, link: str) -> Download:
        with self.page.expect_download(timeout=STORY_WAIT) as download:
            self.follow(link)
        return download.value

    def finds_task(self, item: str, unit: str = "") -> None:
        """With the search at the top of every page; of several with the same words the one of that unit."""
        self.page.get_by_label("搜索任务").fill(item)
        self.click(self.page.get_by_role("button", name="搜索", exact=True))
        self.page.wait_for_url("**/tasks?*")
        rows = self.main.locator("tbody tr").filter(has=self.page.get_by_role("link", name=item, exact=True))
        self.follow(item, within=rows.filter(has_text=unit).first)
        self.page.wait_for_url(re.compile(r"/tasks/\d+"))
