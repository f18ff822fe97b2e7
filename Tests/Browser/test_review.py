"""A reviewer's page on a recording, worked in a real browser: pictures by pointing, chapters, single pictures, speeds, a
clip, all by the keyboard too."""
import pytest
from playwright.sync_api import expect, sync_playwright

from centre import HEAD, Centre
from children import ROOT, poll
from probe import Probe

CHROMIUM = "/usr/bin/chromium"
SCREENSHOTS = ROOT / ".build" / "screenshots"


class AskingCentre(Centre):
    """With the shipped checklist."""

    def tables(self):
        return super().tables() | {"checklists": {"directory": str(ROOT / "config/checklists")}}


@pytest.fixture(scope="module")
def centre():
    one = AskingCentre()
    yield one
    one.close()


@pytest.fixture(scope="module")
def film(centre, demo):
    """Twelve seconds of a session with answers and a note at known moments."""
    check = centre.in_session()
    recording = centre.upload(check, demo, name="核查录像 2026.mp4")
    centre.wait_ready_recording(recording)
    for item, place in zip(centre.check(check)["checklist"]["items"], [1.5, 3.25, 4.0, 6.5, 8.0, 9.75]):
        centre.ok("POST", f"/checks/{check}/markers", {
            "kind": "answer", "person": item["person"], "item": item["item"], "answer": "yes", "by": "核查员1",
            "recording": recording, "from": place, "to": place + 0.5})
    centre.ok("POST", f"/checks/{check}/markers", {
        "kind": "note", "reason": "证书 <b>照片</b>清晰 & 可读", "by": HEAD, "role": "head",
        "recording": recording, "from": 7.2, "to": 7.9})
    return check, recording


@pytest.fixture(scope="module")
def browser():
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--autoplay-policy=no-user-gesture-required"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(centre, film, browser):
    complaints, contexts = [], []

    def opened(language="zh", scripts=True, query="", size=(1280, 1000)):
        context = browser.new_context(
            locale={"zh": "zh-CN", "en": "en-GB"}[language], java_script_enabled=scripts, accept_downloads=True,
            viewport={"width": size[0], "height": size[1]})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{centre.staff_url}/recordings/{film[1]}{query}")
        return page
    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def at(page):
    return page.evaluate("document.querySelector('video').currentTime")


def ready(page):
    poll("the film to be there", lambda: page.evaluate("document.querySelector('video').readyState") >= 2)


def test_a_chapter_leads_to_its_moment_at_once(open_page):
    page = open_page()
    ready(page)
    chapters = page.locator(".chapters li")
    expect(chapters).to_have_count(7)
    note = chapters.filter(has_text="清晰 & 可读")
    expect(note).to_contain_text("证书 <b>照片</b>清晰 & 可读")
    note.locator("a").click()
    poll("the picture of the note", lambda: abs(at(page) - 7.2) < 0.05)
    expect(note).to_have_class("note now")
    page.keyboard.press("p")
    poll("the chapter before", lambda: abs(at(page) - 4.0) < 0.05 or abs(at(page) - 6.5) < 0.05)
    page.screenshot(path=str(SCREENSHOTS / "review-zh.png"), full_page=True)


def test_everything_goes_by_the_keyboard(open_page):
    page = open_page("en")
    ready(page)
    page.keyboard.press("5")
    poll("the middle", lambda: abs(at(page) - 6) < 0.05)
    page.keyboard.press(".")
    poll("one picture on", lambda: 6.02 < at(page) < 6.06)
    page.keyboard.press(",")
    page.keyboard.press(",")
    poll("two back", lambda: 5.94 < at(page) < 5.98)
    page.keyboard.press("j")
    poll("the beginning", lambda: at(page) == 0)
    page.keyboard.press("]")
    page.keyboard.press("]")
    expect(page.locator(".bar")).to_contain_text("Speed 2×")
    page.keyboard.press("ArrowRight")
    poll("two seconds on", lambda: abs(at(page) - 2) < 0.05)
    page.keyboard.press("i")
    page.keyboard.press("8")
    poll("eight tenths", lambda: abs(at(page) - 9.6) < 0.05)
    page.keyboard.press("o")
    assert page.input_value("#from") == "2.000" and page.input_value("#to") == "9.600"
    page.keyboard.press("k")
    poll("it plays", lambda: not page.evaluate("document.querySelector('video').paused"))
    page.keyboard.press(" ")
    poll("it stands", lambda: page.evaluate("document.querySelector('video').paused"))
    page.locator("#from").focus()
    page.keyboard.press("5")
    assert page.input_value("#from") != "2.000" and at(page) > 9, "what is typed is no command"
    page.screenshot(path=str(SCREENSHOTS / "review-en.png"), full_page=True)


def test_pointing_at_the_reel_shows_what_is_there(open_page):
    page = open_page()
    ready(page)
    expect(page.locator(".strip button")).to_have_count(6)
    box = page.locator(".reel").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + 5)
    peek = page.locator(".peek")
    expect(peek).to_be_visible()
    expect(peek).to_contain_text("00:09.0")
    assert "storyboard.jpg" in peek.locator(".tile").get_attribute("style")
    page.screenshot(path=str(SCREENSHOTS / "review-peek.png"))
    page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + 5)
    poll("the place that was pointed at", lambda: abs(at(page) - 9) < 0.1)
    page.locator(".strip button").nth(2).click()
    poll("the picture of the strip", lambda: abs(at(page) - 4) < 0.05)


def test_a_clip_and_a_picture_are_saved_under_a_name_that_says_what_they_are(open_page, film, tmp_path):
    page = open_page(query="?t=3")
    ready(page)
    assert float(page.input_value("#from")) == 3 and float(page.input_value("#to")) == 12
    page.fill("#to", "5.5")
    with page.expect_download() as waiting:
        page.locator("form.clip button").click()
    assert waiting.value.suggested_filename == f"{film[1]}_3000-5500ms.mp4"
    clip = tmp_path / "clip.mp4"
    waiting.value.save_as(clip)
    assert abs(Probe(clip).duration - 2.5) < 0.05
    page.locator("h1").click()
    with page.expect_download() as waiting:
        page.keyboard.press("s")
    picture = tmp_path / "still.jpg"
    waiting.value.save_as(picture)
    assert picture.read_bytes().startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_without_script_the_page_still_leads_to_every_moment(open_page, film, language):
    page = open_page(language, scripts=False)
    links = page.locator(".chapters a")
    assert links.count() == 7
    assert links.nth(0).get_attribute("href") == f"/recordings/{film[1]}?t=1"
    links.nth(0).click()
    assert page.locator("video source").get_attribute("src").endswith("#t=1")


def test_it_fits_a_telephone(open_page):
    page = open_page(size=(375, 812))
    ready(page)
    expect(page.locator(".strip button")).to_have_count(6)
    page.screenshot(path=str(SCREENSHOTS / "review-phone.png"), full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_the_tracks_are_webvtt_and_the_chapters_json(centre, film):
    check, recording = film
    track = centre.api("GET", f"/recordings/{recording}/chapters.vtt", headers={"Accept-Language": "zh"})
    assert track.headers["Content-Type"].startswith("text/vtt") and track.text.startswith("WEBVTT\n\n00:00:01.500 --> 00:00:03.250\n")
    assert "证书 &lt;b&gt;照片&lt;/b&gt;清晰 &amp; 可读" in track.text
    chapters = centre.items(f"/recordings/{recording}/chapters")
    assert [one["at"] for one in chapters] == [1.5, 3.25, 4.0, 6.5, 7.2, 8.0, 9.75]
    assert {one["kind"] for one in chapters} == {"answer", "note"} and chapters[4]["by"] == HEAD
    board = centre.api("GET", f"/recordings/{recording}/storyboard.vtt").text
    assert board.count("storyboard.jpg#xywh=") == 6
    sheet = centre.api("GET", f"/recordings/{recording}/storyboard.jpg")
    assert sheet.headers["Content-Type"] == "image/jpeg" and sheet.content.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize("language, asked, chapter", [("zh", "清晰", "证书"), ("en", "identity document", "identity document")])
def test_from_a_word_to_its_moment(open_page, centre, film, language, asked, chapter):
    """As a new reviewer would: search, see, click, and the film stands at the moment."""
    page = open_page(language)
    page.goto(f"{centre.staff_url}/search")
    page.fill("#q", asked)
    page.keyboard.press("Enter")
    hit = page.locator(".hits li").filter(has=page.locator(".shot")).first
    expect(hit).to_be_visible()
    poll("the picture of the moment", lambda: hit.locator("img").evaluate("image => image.naturalWidth") > 0)
    page.screenshot(path=str(SCREENSHOTS / f"search-{language}.png"), full_page=True)
    address = hit.locator(".what a").get_attribute("href")
    hit.locator(".what a").click()
    ready(page)
    second = int(address.split("t=")[1])
    poll("the moment", lambda: abs(at(page) - second) < 0.1)
    assert chapter in page.locator(".chapters").inner_text()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_found_and_wrong_filters_say_what_to_do(open_page, centre, language):
    page = open_page(language)
    page.goto(f"{centre.staff_url}/search?q=不存在的人")
    expect(page.locator("#hits")).to_contain_text({"zh": "没有找到", "en": "Nothing is found"}[language])
    page.goto(f"{centre.staff_url}/search?q=x&from=yesterday")
    expect(page.locator(".problem")).to_contain_text("2026-03-31")


def test_a_session_goes_on_in_its_next_recording_and_plays_as_one(centre, samples, browser):
    check = centre.in_session()
    made = [centre.upload(check, samples / one) for one in ("moov-first.mp4", "aac.mkv")]
    for one in made:
        centre.wait_ready_recording(one)
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{centre.staff_url}/recordings/{made[0]}")
    ready(page)
    page.evaluate("document.querySelector('video').muted = true; document.querySelector('video').currentTime = 4.8")
    page.evaluate("document.querySelector('video').play()")
    page.wait_for_url(f"**/recordings/{made[1]}?play=1")
    poll("the next one plays", lambda: at(page) > 0.1)
    page.goto(f"{centre.staff_url}/checks/{centre.check(check)['check_no']}/session.mp4")
    ready(page)
    assert page.evaluate("document.querySelector('video').duration") >= 10
    for moment in (7.5, 2.0, 9.0):
        page.evaluate(f"document.querySelector('video').currentTime = {moment}")
        poll("the moment", lambda: page.evaluate(
            "!document.querySelector('video').seeking && document.querySelector('video').readyState >= 2"))
        assert abs(at(page) - moment) < 0.1
    context.close()
