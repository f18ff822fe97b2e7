"""What is said to be playable plays in Debian's Chromium: picture, time, a seek, sound. The rest is stills and download."""
import os
import random

import pytest
from playwright.sync_api import sync_playwright

from fixtures import containers

CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="module")
def page():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--autoplay-policy=no-user-gesture-required"])
        page = browser.new_page()
        page.set_default_timeout(30_000)
        yield page
        browser.close()


@pytest.fixture(scope="module")
def uploads(centre, session_check, samples):
    return {name: centre.upload(session_check, samples / name, chunk=4 << 20) for name in containers()}


# Chromium's own page around a film has one video element.
LOADED = """() => new Promise((done, fail) => {
    const film = document.querySelector('video');
    const told = () => done({width: film.videoWidth, height: film.videoHeight, duration: film.duration});
    if (film.error) return fail(film.error.message);
    film.onerror = () => fail(film.error.message);
    if (film.readyState >= 2) return told();
    film.onloadeddata = told;
})"""
# The page plays by itself: how far it has come is no place to begin from.
PLAYED = """() => new Promise((done, fail) => {
    const film = document.querySelector('video');
    film.onerror = () => fail(film.error.message);
    setTimeout(() => fail(`it does not play on from ${film.currentTime}`), 20_000);
    film.muted = true;
    film.ontimeupdate = () => {
        if (film.currentTime <= 0.2) return;
        film.ontimeupdate = null;
        film.pause();
        done({time: film.currentTime, frames: film.getVideoPlaybackQuality().totalVideoFrames});
    };
    film.currentTime = 0;
    film.play().catch(fail);
})"""
# Goes to each place and waits until its picture is there.
SOUGHT = """async (places) => {
    const film = document.querySelector('video');
    const found = [];
    for (const place of places) {
        await new Promise((done, fail) => {
            film.onerror = () => fail(film.error.message);
            setTimeout(() => fail(`it does not come to ${place}`), 20_000);
            film.onseeked = done;
            film.currentTime = place;
        });
        while (film.readyState < 2) await new Promise((done) => setTimeout(done, 5));
        found.push(film.currentTime);
    }
    return found;
}"""
# One of each kind that a recorder makes is sought in at many places, the rest at some.
SOUGHT_OFTEN = {
    "moov-first.mp4", "moov-last.mp4", "fragmented.mp4", "camera.mov", "opus.mkv", "vp9.webm", "webm-vp9-opus.webm",
    "flv-h264-aac.flv", "flv-h264-bframes.flv", "b-frames.mp4", "b-frames.mkv", "open-gop.mp4", "variable-rate.mp4",
    "rotated.mp4", "silent.mp4", "gap.mkv", "late-start.mkv", "live.webm", "mkv-av1-opus.mkv", "webm-av1-opus.webm",
}
SEED = int(os.environ.get("VIDEOCHECK_SEED", random.SystemRandom().randrange(1 << 32)))
HEARD = """async () => {
    const bytes = await (await fetch(location.href)).arrayBuffer();
    const sound = await new OfflineAudioContext(1, 1, 48000).decodeAudioData(bytes);
    let loudest = 0;
    for (const level of sound.getChannelData(0)) loudest = Math.max(loudest, Math.abs(level));
    return {seconds: sound.duration, loudest};
}"""


@pytest.mark.parametrize("name", containers())
def test_what_is_said_to_be_playable_plays(centre, uploads, page, name):
    upload = uploads[name]
    recording = centre.wait_ready_recording(upload, timeout=120)
    address = f"{centre.staff_url}/api/v1/recordings/{upload}/media.mp4"
    if recording["playback"]["kind"] == "none":
        assert centre.api("GET", f"/recordings/{upload}/media.mp4").status_code == 415
        page.goto(f"{centre.staff_url}/api/v1/recordings/{upload}/still.jpg")
        assert page.evaluate("document.querySelector('img').naturalWidth") > 0
        return
    if recording["playback"]["reason"] == "some_browsers":
        return  # Debian's Chromium is none of them; ffmpeg decodes it in the Swift tests.
    page.goto(address)
    loaded = page.evaluate(LOADED)
    picture = next(one for one in recording["streams"] if one["kind"] == "video")
    sides = picture["width"], picture["height"]
    if picture["rotation"] in (90, 270):
        sides = sides[::-1]
    assert (loaded["width"], loaded["height"]) == sides
    assert loaded["duration"] == pytest.approx(recording["duration"], abs=0.12)
    played = page.evaluate(PLAYED)
    assert played["time"] > 0.2 and played["frames"] > 0
    dice = random.Random(f"{SEED} {name}")
    places = [1.5] + [
        dice.uniform(0, loaded["duration"] - 0.05) for _ in range(19 if name in SOUGHT_OFTEN else 2)]
    assert page.evaluate(SOUGHT, places) == pytest.approx(places, abs=0.05), f"seed {SEED}"
    if any(one["kind"] == "audio" and one["played"] for one in recording["streams"]):
        heard = page.evaluate(HEARD)
        # The AMR sample is made of chance bits: some sound, how loud nobody can say.
        assert heard["loudest"] > (0.001 if "amr" in name else 0.02) and heard["seconds"] > 2.8
