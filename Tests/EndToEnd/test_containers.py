"""Every container and codec that recorders write, through the real daemon: taken, indexed, played or told why not."""
import pytest

from centre import sha256_of
from fixtures import containers
from probe import Probe

KINDS = {"original", "virtual", "remuxed", "remuxed_sound_converted", "none"}
REASONS = {
    "original": {None}, "virtual": {"container", "some_browsers"}, "remuxed": {"container"}, "remuxed_sound_converted": {"sound_codec"},
    "none": {"picture_codec"}}
ORIGINAL_TYPES = {
    "ts": "video/mp2t", "m2ts": "video/mp2t", "mpg": "video/mpeg", "vob": "video/mpeg", "avi": "video/x-msvideo",
    "flv": "video/x-flv", "ogv": "video/ogg", "mov": "video/quicktime"}


@pytest.fixture(scope="module")
def uploads(centre, session_check, samples):
    """All of them sent at once; the daemon works through them while the first are looked at."""
    return {name: centre.upload(session_check, samples / name, chunk=4 << 20) for name in containers()}


@pytest.mark.parametrize("name", containers())
def test_a_recorders_file_is_taken_and_shown(centre, uploads, samples, name):
    file, upload = samples / name, uploads[name]
    recording = centre.wait_ready_recording(upload, timeout=120)
    probe = Probe(file)
    assert recording["sha256"] == sha256_of(file) and recording["container"] == probe.format["format_name"]
    assert [one["codec"] for one in recording["streams"]] == [one["codec_name"] for one in probe.streams]
    if "restarted" not in name:
        assert abs(recording["duration"] - probe.duration) <= 0.11
    assert recording["keyframes"] == len(centre.keyframes(upload)) > 0

    playback = recording["playback"]
    assert playback["kind"] in KINDS and playback["reason"] in REASONS[playback["kind"]] and playback["text"]
    media = centre.api("GET", f"/recordings/{upload}/media.mp4")
    if playback["kind"] == "none":
        assert media.status_code == 415 and recording["media_type"] is None
        assert recording["streams"][0]["codec"] in media.json()["detail"]
        assert not any(one["played"] for one in recording["streams"])
    else:
        assert media.status_code == 200
        assert media.headers["Content-Type"] == recording["media_type"]
        webm = media.content.startswith(b"\x1a\x45\xdf\xa3")
        assert recording["media_type"] == ("video/webm" if webm else "video/mp4")
        assert [one["kind"] for one in recording["streams"] if one["played"]].count("video") == 1
    for at in (0, recording["duration"]):
        still = centre.api("GET", f"/recordings/{upload}/still.jpg", params={"at": at})
        assert still.status_code == 200 and still.content.startswith(b"\xff\xd8\xff")
    original = centre.api("HEAD", f"/recordings/{upload}/original")
    assert original.status_code == 200 and int(original.headers["Content-Length"]) == file.stat().st_size
    suffix = name.rsplit(".", 1)[1]
    if suffix in ORIGINAL_TYPES:
        assert original.headers["Content-Type"] == ORIGINAL_TYPES[suffix]


def test_several_tracks_and_turns_are_told(centre, uploads):
    sounds = centre.wait_ready_recording(uploads["two-sounds.mkv"], timeout=120)["streams"]
    assert [one["language"] for one in sounds] == [None, "eng", "zho"]
    assert [one["title"] for one in sounds] == [None, "Ambience", "现场"]
    assert [one["default"] for one in sounds] == [True, False, True]
    assert [one["played"] for one in sounds] == [True, False, True]
    turned = centre.wait_ready_recording(uploads["turned-270.mov"], timeout=120)["streams"][0]
    assert turned["rotation"] == 270 and turned["mirrored"] is False


def test_all_of_it_is_consistent(centre, uploads):
    """After every other test of this file: what lies on the disk is what the rows say."""
    assert uploads
    centre.fsck()
    centre.start()
