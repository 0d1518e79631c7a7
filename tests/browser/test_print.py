"""On paper a register is its heading and its rows: no navigation, no filters, no buttons."""

import re
import zlib

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import settle, sign_in

A4 = ("594", "841")


@pytest.mark.parametrize("address", ["/tasks?state=all", "/disclosures", "/requests", "/opinions", "/year-end/2018"])
def test_a_list_prints_without_the_frame(page: Page, address: str) -> None:
    sign_in(page, "office")
    page.goto(address)
    settle(page)
    page.emulate_media(media="print")
    for gone in ("nav.side", "header.top", ".demo-line"):
        expect(page.locator(gone)).to_be_hidden()
    for gone in page.locator(".filters, .actions, .pager a").all():
        expect(gone).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("tbody tr").first).to_be_visible()
    paper = page.pdf(prefer_css_page_size=True)
    sizes = set(re.findall(rb"/MediaBox \[0 0 ([0-9]+)[.0-9]* ([0-9]+)", paper))
    assert {tuple(sorted(each, key=int)) for each in sizes} == {
        tuple(side.encode() for side in A4)
    }  # a wide one is turned
    assert pieces_of_text(paper) > 50


def pieces_of_text(paper: bytes) -> int:
    """How many times the pages' streams show text."""
    count = 0
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", paper, re.S):
        try:
            count += len(re.findall(rb"T[jJ]\s", zlib.decompressobj().decompress(stream)))
        except zlib.error:
            continue
    return count
