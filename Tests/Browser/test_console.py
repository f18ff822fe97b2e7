"""The staff's console in a real browser: every page in both languages on a desk and a phone, read without a script, live,
and worked by its forms. Debian's Chromium."""
import re

import pytest
from playwright.sync_api import expect, sync_playwright

import console_state
from children import ROOT, poll
from centre import HEAD
from tables import BAD_CELLS, as_csv, twenty

CHROMIUM = "/usr/bin/chromium"
SCREENSHOTS = ROOT / ".build" / "screenshots"
SIZES = {"desk": (1280, 900), "phone": (375, 812)}
TAGS = {"zh": "zh-CN", "en": "en"}


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def lived(small, samples):
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    broken = samples / "no-film.mp4"
    broken.write_bytes(b"This is no film.\n" * 2000)
    centre, made = console_state.lived_in(small, broken)
    yield centre, made
    centre.close()


@pytest.fixture
def visit(lived, browser):
    """Opens a page as somebody of that language on that device; what its console complains of fails the test."""
    contexts, complaints = [], []

    def open_page(path, language="zh", size="desk", scripts=True):
        width, height = SIZES[size]
        context = browser.new_context(
            locale={"zh": "zh-CN", "en": "en-GB"}[language], viewport={"width": width, "height": height},
            java_script_enabled=scripts)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        answer = page.goto(f"{lived[0].staff_url}{path}")
        assert answer.status == 200, f"{path}: {answer.status}"
        return page
    open_page.complaints = complaints
    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def number(centre, check):
    return centre.check(check)["check_no"]


def pages(centre, made):
    """Every kind of page, and the check in each of its states."""
    texts = {
        "queue": "/", "queue-notify": "/?stage=notify", "queue-none": "/?q=nobody", "schedule": "/schedule",
        "deadlines": "/deadlines", "deadlines-late": "/deadlines?standing=late", "triage": "/triage",
        "recordings": "/recordings", "recording": f"/recordings/{made['recording']}",
        "recording-quarantined": f"/recordings/{made['quarantined']}", "incoming": "/incoming",
        "deliveries": "/deliveries", "deliveries-held": "/deliveries?state=held", "intake": "/intake",
        "order": "/order", "texts": "/texts", "alerts": "/alerts", "inspectors": "/inspectors", "stations": "/stations",
        "enterprises": "/enterprises",
    }
    for state in ("requested", "issued", "served", "session", "review", "held", "closed", "late"):
        texts[f"check-{state}"] = f"/checks/{number(centre, made[state])}"
    return texts


# Nothing wider than the screen; what is drawn outside it at the left cannot be scrolled to, so it is looked for too.
FITS = """() => {
    const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
    const outside = [...document.querySelectorAll('main *')].filter((one) => {
        const box = one.getBoundingClientRect();
        return box.width > 2 && box.height > 2 && box.left < -1 && !one.closest('thead, button.first')
            && one.checkVisibility({visibilityProperty: true});
    });
    return {wide, outside: outside.map((one) => one.outerHTML.slice(0, 80))};
}"""
# Each control a person fills in has a name, each image a text, headings skip no level and begin with one h1.
READABLE = """() => {
    const nameless = [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
        .filter((one) => !one.labels.length && !one.ariaLabel).map((one) => one.outerHTML);
    const silent = [...document.querySelectorAll('img:not([alt]), a:empty, button:empty')]
        .concat([...document.querySelectorAll('[role=alert], .problem')].filter((one) => !one.innerText.trim()))
        .map((one) => one.outerHTML);
    const levels = [...document.querySelectorAll('h1, h2, h3, h4')].map((one) => Number(one.tagName[1]));
    const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
    return {nameless, silent, levels, twice: ids.filter((one, at) => ids.indexOf(one) !== at)};
}"""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", TAGS)
def test_every_page_can_be_read(lived, visit, language, size):
    centre, made = lived
    for name, path in pages(centre, made).items():
        page = visit(path, language, size)
        page.screenshot(path=SCREENSHOTS / f"{name}-{language}-{size}.png", full_page=True)
        assert page.get_attribute("html", "lang") == TAGS[language]
        fits = page.evaluate(FITS)
        assert not fits["wide"] and fits["outside"] == [], f"{name}: {fits}"
        found = page.evaluate(READABLE)
        assert found["nameless"] == [] and found["silent"] == [] and found["twice"] == [], f"{name}: {found}"
        levels = found["levels"]
        assert levels[0] == 1 and levels.count(1) == 1, f"{name}: {levels}"
        assert all(after - before <= 1 for before, after in zip(levels, levels[1:])), f"{name}: {levels}"
        said = page.inner_text("body")
        assert "{{" not in said and "}}" not in said and "Optional(" not in said, name
        if language == "en":
            frame = page.inner_text("nav") + page.inner_text("h1") + " ".join(page.locator("label, th, dt, h2").all_inner_texts())
            ours = re.sub("|".join(re.escape(one) for one in centre_words(centre)), "", frame)
            assert not re.search("[\u3400-\u9fff]", ours), f"{name}: {ours}"
        page.context.close()


def centre_words(centre):
    """What people entered, in whatever language."""
    words = [one["name"] for one in centre.items("/inspectors") + centre.items("/stations")]
    for check in centre.items("/checks?limit=500"):
        shown = centre.check(check["id"])
        words += [shown["enterprise"]["name"]] + [one["name"] for one in shown["people"]]
        words += [one["filename"] for one in centre.items(f"/recordings?check={check['id']}")]
    return sorted(set(words), key=len, reverse=True)


def test_what_is_late_comes_first_and_markup_in_a_name_is_text(lived, visit):
    page = visit("/", "en")
    first = page.locator("#queue tbody tr").first
    expect(first).to_contain_text(console_state.LATE)
    expect(first).to_contain_text(re.compile(r"\d+ days late"))
    assert page.locator("#queue b").count() == 0


def test_the_switch_of_language_stays_on_the_page_and_is_remembered(lived, visit):
    page = visit("/schedule", "zh")
    page.click(".language button")
    assert page.url.endswith("/schedule") and page.get_attribute("html", "lang") == "en"
    page.goto(f"{lived[0].staff_url}/deliveries")
    assert page.inner_text("h1") == "Deliveries"
    page.click(".language button")
    assert page.url.endswith("/deliveries") and page.inner_text("h1") == "投递"


def test_without_a_script_a_check_is_read_and_approved(lived, visit):
    centre, _ = lived
    check = centre.application()
    page = visit(f"/checks/{number(centre, check)}", "zh", scripts=False)
    expect(page.locator("#timeline")).to_contain_text("收到申请")
    page.fill("#do-approve [name=by]", HEAD)
    page.click("#do-approve button")
    expect(page.locator(".notice")).to_be_visible()
    assert centre.check(check)["state"] != "requested"


def test_a_refused_command_keeps_what_was_entered_and_says_why(lived, visit):
    centre, made = lived
    page = visit(f"/checks/{number(centre, made['served'])}", "en")
    form = page.locator("#do-begin")
    form.locator("[name=by]").fill("Li Lei")
    form.locator("[name=capture]").select_option("external")
    form.locator("[name=attestation]").fill("Recorder 3 runs")
    form.locator("button[type=submit]").click()
    expect(page.locator("#do-begin [role=alert]")).to_be_visible()
    assert page.locator("#do-begin [name=attestation]").input_value() == "Recorder 3 runs"
    assert page.locator("#do-begin [name=by]").input_value() == "Li Lei"
    assert centre.check(made["served"])["state"] == "served"
    # A refusal is an answer with status 409, which Chromium reports as an error of its own.
    assert all("409" in one for one in visit.complaints)
    visit.complaints.clear()


def test_a_page_follows_what_happens_and_never_touches_what_is_being_typed(lived, visit):
    centre, _ = lived
    check = centre.application()
    queue, story = visit("/", "en"), visit(f"/checks/{number(centre, check)}", "en")
    for page in (queue, story):
        expect(page.locator("html")).to_have_attribute("data-live", "yes")
    row = queue.locator(f"#{number(centre, check)}")
    expect(row).to_contain_text("Requested")
    story.fill("#do-approve [name=by]", "half a na")
    centre.give(check, "approve", by=HEAD)
    expect(row).not_to_contain_text("Requested")
    assert queue.locator("#news").count() == 0, "what is shown already is no news"
    expect(story.locator("#head .tag")).not_to_contain_text("Requested")
    # The part with the half-filled form stays as it is, and a line says that there is news.
    assert story.input_value("#do-approve [name=by]") == "half a na"
    expect(story.locator("#news")).to_be_visible()


@pytest.mark.parametrize("path", ["/incoming", "/texts", "/alerts", "/deliveries", "/recordings", "/schedule"])
def test_a_list_is_kept_true_while_it_is_open(visit, path):
    expect(visit(path).locator("html")).to_have_attribute("data-live", "yes")


def test_an_alert_that_is_being_read_stays_open_while_others_come_and_go(lived, visit):
    centre, _ = lived
    page = visit("/", "en")
    expect(page.locator("html")).to_have_attribute("data-live", "yes")
    alert = page.locator("#alerts details").first
    alert.locator("summary").click()
    said = alert.inner_text()
    check = centre.application()
    expect(page.locator(f"#{number(centre, check)}")).to_be_visible()
    assert page.locator("#alerts details").first.inner_text() == said and alert.get_attribute("open") is not None


def test_a_line_that_was_refused_is_opened_again(lived, visit):
    page = visit("/stations", "en")
    page.route("**/events", lambda route: route.fulfill(status=503, body="full"), times=1)
    page.goto(f"{lived[0].staff_url}/deliveries")
    expect(page.locator("html")).to_have_attribute("data-live", "yes")
    assert all("503" in one for one in visit.complaints) and visit.complaints
    visit.complaints.clear()


def test_an_upload_that_stopped_short_is_ended_on_its_page(lived, visit):
    centre, made = lived
    upload = centre.create_upload(made["session"], 1_000_000, name="断电.mp4").headers["Location"].rsplit("/", 1)[1]
    assert centre.patch_upload(upload, 0, b"x" * 250_000).status_code == 204
    page = visit(f"/recordings/{upload}", "zh")
    expect(page.locator("#unfinished")).to_contain_text("共 1.0 MB，已收到 250 kB")
    page.locator("#unfinished summary").click()
    page.fill("#abandon [name=reason]", "录像机断电")
    page.fill("#abandon [name=by]", "周敏")
    page.click("#abandon button")
    expect(page.locator(".notice")).to_contain_text("上传已结束")
    expect(page.locator("#player .problem")).to_contain_text("共 1.0 MB，收到 250 kB")
    expect(page.locator("#player .tag")).to_contain_text("已隔离")
    assert "录像机断电" in centre.recording(upload)["reason"] and "周敏" in centre.recording(upload)["reason"]


def test_footage_plays_on_the_page_of_its_check(lived, visit):
    centre, made = lived
    page = visit(f"/checks/{number(centre, made['closed'])}", "zh")
    page.evaluate("document.querySelector('video').scrollIntoView()")
    page.evaluate("() => { const film = document.querySelector('video'); film.muted = true; return film.play(); }")
    poll("the picture to move", lambda: page.evaluate("document.querySelector('video').currentTime") > 0.3)
    assert page.evaluate("document.querySelector('video').videoWidth") > 0
    # A finding leads to its moment.
    page = visit(f"/checks/{number(centre, made['review'])}", "zh")
    page.click("#findings a")
    page.wait_for_load_state()
    poll("the finding's second", lambda: page.evaluate("document.querySelector('video')?.currentTime") == 2)


def test_a_held_delivery_is_sent_again_from_the_list(lived, visit):
    centre, made = lived
    page = visit("/deliveries", "en")
    row = page.locator("tbody tr", has_text=number(centre, made["held"]))
    expect(row).to_contain_text("moved")
    assert page.locator("tbody tr b").count() == 0
    row.locator("form button").click()
    expect(page.locator(".notice")).to_be_visible()
    centre.wait_closed(made["held"])
    poll("the receipt", lambda: centre.delivery(made["held"])["state"] == "delivered")


def test_an_application_comes_by_form_and_what_is_wrong_stands_beside_its_field(lived, visit):
    centre, _ = lived
    page = visit("/intake", "zh")
    form = page.locator("#application")

    def fill(name, text):
        form.locator(f"[name='{name}']").fill(text)
    fill("application_no", "SQ-FORM-1")
    form.locator("[name=kind]").select_option("new")
    fill("accepted_at", "2026-11-20T09:00")
    form.locator("[name=commitment]").check()
    fill("enterprise.name", "榕江电力安装有限公司")
    fill("enterprise.uscc", "91350100M000100Y43")
    fill("contact.name", "郑文博")
    fill("contact.phone", "13800000000")
    fill("contact.mail", "zheng@rongjiang.example")
    for box in form.locator("[name='service_confirmation.channels']").all():
        box.check()
    fill("service_confirmation.signed_at", "2026-11-19")
    fill("people[0].name", "𠮷野㐂子")
    fill("people[0].id_number", "110105194912310021")
    form.locator("[name='people[0].posts']").first.check()
    form.locator("button[value='add-person']").click()
    assert form.locator("[name='people[0].name']").input_value() == "𠮷野㐂子"
    fill("people[1].name", "王伟")
    fill("people[1].id_number", "440524188001010014")
    form.locator("[name='people[1].posts']").first.check()
    # The first person's number has a wrong check digit: nothing is taken, everything stays, the field is marked.
    form.locator("button[value=submit]").last.click()
    expect(form.locator("[role=alert]")).to_be_visible()
    wrong = form.locator("[aria-invalid=true]")
    assert [one.get_attribute("name") for one in wrong.all()] == ["people[0].id_number"]
    assert form.locator("[name='people[1].name']").input_value() == "王伟"
    page.screenshot(path=SCREENSHOTS / "intake-refused.png", full_page=True)
    fill("people[0].id_number", "11010519491231002X")
    form.locator("button[value=submit]").last.click()
    expect(page.locator(".notice")).to_contain_text("SQ-FORM-1")
    expect(page.locator("#facts")).to_contain_text("𠮷野㐂子")
    # A browser reports the status of the form that was not taken.
    assert all("422" in one for one in visit.complaints)
    visit.complaints.clear()


def test_a_pasted_table_names_its_bad_cells_and_what_was_held_back_can_be_mended(lived, visit, tmp_path):
    centre, _ = lived
    rows = [one | {"申请编号": one["申请编号"].replace("SQ-", "PT-")} for one in twenty()]
    page = visit("/intake", "zh")
    sheet = tmp_path / "申请.csv"
    sheet.write_bytes(as_csv(rows, "gb18030"))
    page.set_input_files("input[type=file]", sheet)
    page.locator("form[enctype] button[type=submit]").first.click()
    page.wait_for_load_state()
    page.screenshot(path=SCREENSHOTS / "intake-table-zh.png", full_page=True)
    said = page.inner_text("main")
    for row, column, header in BAD_CELLS:
        assert f"{column}{row}" in said or (str(row) in said and header in said), (row, column, header)
    assert len([one for one in centre.items("/checks?q=PT-")]) == 5
    # What was held back comes as a table of its own, to be mended and sent again.
    with page.expect_download() as download:
        page.locator("form[action*='mend'] button").first.click()
    mended = download.value.path().read_bytes()
    assert mended.decode("utf-8-sig").count("PT-") == 10
    assert page.locator("html").evaluate("one => one.scrollWidth <= one.clientWidth")


def test_inspectors_stations_and_enterprises_are_entered_and_changed(lived, visit):
    centre, _ = lived
    page = visit("/inspectors", "en")
    page.fill("[name=name]", "核查员新")
    page.fill("[name=certificate_no]", "35010077001")
    page.fill("[name=certificate_expires]", "2028-01-31")
    page.locator("main form[action='/inspectors'] button[type=submit]").click()
    expect(page.locator(".notice")).to_be_visible()
    found = next(one for one in centre.items("/inspectors") if one["certificate_no"] == "35010077001")
    page.goto(f"{centre.staff_url}/inspectors/{found['id']}")
    page.screenshot(path=SCREENSHOTS / "inspector-en.png", full_page=True)
    page.locator("[name=active]").uncheck()
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator(".notice")).to_be_visible()
    assert not next(one for one in centre.items("/inspectors") if one["id"] == found["id"])["active"]
    page = visit("/stations", "zh")
    page.fill("[name=name]", "南一室")
    page.locator("main form[action='/stations'] button[type=submit]").click()
    expect(page.locator(".notice")).to_be_visible()
    assert "南一室" in [one["name"] for one in centre.items("/stations")]
    page = visit("/enterprises", "zh")
    page.fill("[name=uscc]", "91310000MA1FL0000X")
    page.fill("[name=name]", "错码公司")
    page.locator("main form[action='/enterprises'][method=post] button[type=submit]").click()
    expect(page.locator("[aria-invalid=true]")).to_be_visible()
    assert page.input_value("[name=name]") == "错码公司"
    visit.complaints.clear()


def test_a_check_is_ordered_by_form(lived, visit):
    centre, made = lived
    application = centre.check(made["closed"])["application_no"]
    page = visit("/")
    page.click("text=下达核查")
    page.select_option("[name=source]", "list_complaint")
    page.fill("[name=application]", "SQ-nowhere")
    page.select_option("[name=mode]", "desk_check")
    page.fill("[name=reason]", "投诉登记 TS-2026-42")
    page.fill("[name=by]", "赵倩")
    page.click("#order button")
    page.screenshot(path=SCREENSHOTS / "order-refused.png", full_page=True)
    assert "没有这份申请" in page.inner_text("#order") and page.input_value("[name=reason]") == "投诉登记 TS-2026-42"
    page.fill("[name=application]", application)
    page.click("#order button")
    assert "核查已下达" in page.inner_text("body") and "被投诉举报企业清单" in page.inner_text("#facts")
    assert all("422" in one for one in visit.complaints)
    visit.complaints.clear()
