"""The riskiest chain in a real browser: MediaRecorder, tus, ingest, <video>. Debian's Chromium, fake camera."""
import contextlib
import os
import signal

import pytest
from playwright.sync_api import sync_playwright

from children import ROOT, alive, poll
from probe import Probe

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]
SCREENSHOTS = ROOT / ".build" / "screenshots"


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextlib.contextmanager
def _recorder(browser, centre, check):
    """The recorder page of a check, with camera and microphone allowed."""
    context = browser.new_context(permissions=["camera", "microphone"])
    try:
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.goto(f"{centre.staff_url}/record/{centre.check(check)['check_no']}")
        yield page
    finally:
        context.close()


def _wait(page, expression, timeout=30):
    """Until it is true in the page. Asked from outside: the page's own policy forbids eval, and stays in force."""
    return poll(expression, lambda: page.evaluate(expression), timeout, interval=0.1)


ACKNOWLEDGED = "Number(document.querySelector('#acknowledged').textContent)"
SECONDS = "(performance.now() - window.begunAt) / 1000"


def _record(page, seconds):
    """Starts, and waits until so many seconds are on the server's disk; the recording goes on."""
    page.click("#start")
    page.wait_for_selector('#status[data-state="recording"]')
    page.evaluate("window.begunAt = performance.now()")
    _wait(page, f"{ACKNOWLEDGED} > 0")
    _wait(page, f"{SECONDS} >= {seconds}", 90)
    # On a busy machine an answer may be late for a while, and then the page says so.
    _wait(page, "document.querySelector('#warning').hidden")


def _renderers(browser):
    """Pids of this browser's own renderer processes, as it names them itself."""
    session = browser.new_browser_cdp_session()
    try:
        processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    finally:
        session.detach()
    return [one["id"] for one in processes if one["type"] == "renderer"]


def _downloaded(centre, recording, path):
    answer = centre.api("GET", f"/recordings/{recording}/original")
    assert answer.status_code == 200
    path.write_bytes(answer.content)
    return Probe(path)


def test_twenty_seconds_recorded_in_the_browser_play_in_its_video(browser, centre, tmp_path):
    check = centre.served()
    with _recorder(browser, centre, check) as page:
        page.click("#start")
        page.wait_for_selector('#status[data-state="recording"]')
        page.evaluate("window.begunAt = performance.now()")
        _wait(page, f"{ACKNOWLEDGED} > 0")
        # The bytes are durable, so a session that VideoCheck records may begin.
        assert centre.begin(check, capture="live")["state"] == "in_session"
        _wait(page, f"{SECONDS} > 20", 60)
        page.click("#stop")
        page.wait_for_selector('#status[data-state="ready"]', timeout=60_000)
        recording = page.get_attribute("body", "data-recording")
        acknowledged = int(page.inner_text("#acknowledged"))

        found = centre.wait_ready_recording(recording)
        assert found["size"] == acknowledged
        probe = _downloaded(centre, recording, tmp_path / "recorded")
        length = page.evaluate(SECONDS)
        assert 19 <= found["duration"] <= length
        assert abs(found["duration"] - probe.duration) < 1
        assert {one["kind"] for one in found["streams"]} == {"video", "audio"}
        assert found["keyframes"] >= 15, "a keyframe each second"

        _wait(page, "document.querySelector('#player').readyState >= 2")
        page.evaluate("document.querySelector('#player').muted = true; document.querySelector('#player').play()")
        _wait(page, "document.querySelector('#player').currentTime > 1.5")
        assert abs(page.evaluate("document.querySelector('#player').duration") - found["duration"]) < 1
        page.evaluate("document.querySelector('#player').currentTime = 15")
        _wait(page, "(p => !p.seeking && p.currentTime >= 15 && p.readyState >= 2)(document.querySelector('#player'))")
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / "recorder.png", full_page=True)

    centre.complete(check)
    centre.seal(check)
    centre.decide(check)
    assert centre.wait_closed(check)["decision"]["outcome"] == "pass"


def test_a_tab_that_is_killed_at_ten_seconds_leaves_at_least_nine(browser, centre, tmp_path):
    check = centre.in_session()
    with _recorder(browser, centre, check) as page:
        _record(page, 10.3)
        # All that the recorder has handed over by now is on the server's disk; at most its last second is not.
        _wait(page, "document.querySelector('#waiting').textContent === '0'")
        renderers = _renderers(browser)
        assert renderers
        for pid in renderers:
            os.kill(pid, signal.SIGKILL)
        poll("the tab to be gone", lambda: not any(map(alive, renderers)))
    recordings = centre.items(f"/recordings?check={check}")
    assert len(recordings) == 1 and recordings[0]["state"] == "uploading"
    centre.complete(check)
    # The length was never told: the upload closes by itself once nothing more comes.
    found = centre.wait_ready_recording(recordings[0]["id"], timeout=60)
    probe = _downloaded(centre, found["id"], tmp_path / "cut")
    assert found["duration"] >= 9 and abs(found["duration"] - probe.duration) < 1
    centre.seal(check)
    assert centre.check(check)["state"] == "sealed"


def test_a_recording_that_outlives_the_daemon_goes_on_after_its_restart(browser, new_centre, tmp_path):
    centre = new_centre()
    check = centre.in_session()
    with _recorder(browser, centre, check) as page:
        _record(page, 3)
        centre.kill9()
        centre.start()
        before = int(page.inner_text("#acknowledged"))
        _wait(page, f"{ACKNOWLEDGED} > {before + 50_000}")
        _wait(page, f"{SECONDS} > 8")
        page.click("#stop")
        page.wait_for_selector('#status[data-state="ready"]', timeout=60_000)
        recording = page.get_attribute("body", "data-recording")
        found = centre.wait_ready_recording(recording)
        assert found["duration"] >= 7.5 and not found["gaps"]
        assert abs(found["duration"] - _downloaded(centre, recording, tmp_path / "film").duration) < 1
    centre.fsck()


def test_the_recorder_page_of_an_unknown_check_says_so(browser, centre):
    context = browser.new_context()
    try:
        page = context.new_page()
        assert page.goto(f"{centre.staff_url}/record/C2026-99999").status == 404
        assert len(page.inner_text("body").strip()) > 10
    finally:
        context.close()


def test_a_party_reads_and_acknowledges_on_its_telephone(browser, centre):
    check = centre.application()
    centre.give(check, "approve", by="周敏")
    link = centre.link(check)
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True, has_touch=True,
        locale="zh-CN")
    complaints = []
    try:
        page = context.new_page()
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(link)
        assert centre.check(check)["notice"]["number"] in page.inner_text("body")
        # Nothing hangs over the edge of the screen.
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / "party-notice.png", full_page=True)
        assert centre.check(check)["state"] == "issued"
        button = page.locator("#acknowledge")
        assert button.bounding_box()["height"] >= 40, "large enough for a thumb"
        button.tap()
        page.wait_for_selector("#acknowledged")
        page.screenshot(path=SCREENSHOTS / "party-thanks.png", full_page=True)
        assert centre.check(check)["state"] == "served"
        assert not complaints
    finally:
        context.close()


def test_a_party_types_its_code_into_the_page(browser, centre):
    check = centre.application()
    centre.give(check, "approve", by="周敏")
    code = centre.code(check)
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
    try:
        page = context.new_page()
        page.goto(centre.public_url)
        page.fill('input[name="code"]', code)
        page.keyboard.press("Enter")
        page.wait_for_selector("#acknowledge")
        page.click("#acknowledge")
        page.wait_for_selector("#acknowledged")
    finally:
        context.close()
    assert centre.check(check)["state"] == "served"
