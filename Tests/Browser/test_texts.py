"""The page of texts in a real browser: copied, scanned from the screen, said to be sent. Debian's Chromium."""
import subprocess

import pytest
from playwright.sync_api import sync_playwright

from centre import HEAD
from children import ROOT
from test_text import arrived, issued, text_centre

CHROMIUM = "/usr/bin/chromium"
SCREENSHOTS = ROOT / ".build" / "screenshots"
SIZES = {"desk": (1280, 900), "phone": (390, 844)}


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


def open_page(browser, centre, language, size, scripts=True):
    width, height = SIZES[size]
    context = browser.new_context(
        locale={"zh": "zh-CN", "en": "en-GB"}[language], viewport={"width": width, "height": height},
        java_script_enabled=scripts)
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{centre.staff_url}/texts")
    return page


def seen_codes(path):
    """What a reader of QR codes finds on a screen."""
    done = subprocess.run(["zbarimg", "--quiet", "--raw", path], check=True, capture_output=True, text=True)
    return set(done.stdout.strip().split("\n"))


def test_a_person_reads_scans_copies_and_says_that_it_is_sent(new_centre, browser):
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    centre = text_centre(new_centre, "form-signed-fields", report="failing")
    first, second = issued(centre), issued(centre)
    delivery = arrived(centre, first, "failed")["id"]
    arrived(centre, second, "failed")
    centre.ok("POST", f"/texts/{delivery}/manual", {"by": HEAD})
    [waiting] = centre.items("/texts")

    for language in ("zh", "en"):
        for size in SIZES:
            page = open_page(browser, centre, language, size)
            shot = SCREENSHOTS / f"texts-{language}-{size}.png"
            page.screenshot(path=shot, full_page=True)
            codes = seen_codes(shot)
            assert codes == {f"SMSTO:13800000000:{waiting['text']}", centre.public_url}
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
            page.context.close()

    # Without a script everything is there but the button that copies.
    page = open_page(browser, centre, "zh", "desk", scripts=False)
    assert page.input_value(f"#{delivery}-text") == waiting["text"]
    assert not page.is_visible("button[data-copy]")
    page.context.close()

    page = open_page(browser, centre, "zh", "desk")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=centre.staff_url)
    page.click("button[data-copy]")
    page.wait_for_selector("button[data-copy]:has-text('已复制')")
    pasted = page.evaluate("navigator.clipboard.readText()")
    assert pasted == waiting["text"]

    # A failure without its reason: the form is back with what was entered.
    page.click("summary:has-text('无法发送')")
    page.fill(f"#{delivery}-failed-by", "李雷")
    page.eval_on_selector(f"#{delivery}-failed", "form => form.noValidate = true")
    page.click(f"#{delivery}-failed button")
    assert page.input_value(f"#{delivery}-failed-by") == "李雷" and page.is_visible(f"#{delivery}-failed-reason-error")
    page.screenshot(path=SCREENSHOTS / "texts-zh-refused.png", full_page=True)

    page.fill(f"#{delivery}-sent-by", "李雷")
    page.click(f"#{delivery}-sent button")
    page.wait_for_selector(".notice:has-text('已由人工发送')")
    assert centre.delivery(first, "notice_text")["receipt_id"] == "manual:李雷"
    page.screenshot(path=SCREENSHOTS / "texts-zh-done.png", full_page=True)

    # The other one is offered, and taken over here.
    page.fill("td form input[name=by]", "李雷")
    page.click("td form button")
    page.wait_for_selector(".notice:has-text('改由人工发送')")
    assert centre.delivery(second, "notice_text")["state"] == "manual"
    page.context.close()
