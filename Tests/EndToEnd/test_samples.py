"""Each kind of sample through the API: ffprobe must agree on what the recording is."""
import pytest

from centre import sha256_of
from probe import Probe, frames_differ

KINDS = [
    "moov-first.mp4", "moov-last.mp4", "fragmented.mp4", "camera.mov", "aac.mkv", "opus.mkv", "b-frames.mp4",
    "b-frames.mkv", "open-gop.mp4", "variable-rate.mp4", "silent.mp4", "late-start.mp4", "late-start.mkv",
    "vp9.webm", "vp8.webm", "vp8-vorbis.mkv", "live.webm", "hevc.mp4",
]


@pytest.mark.parametrize("name", KINDS)
def test_a_sample_is_what_ffprobe_says(centre, session_check, samples, tmp_path, name):
    file = samples / name
    probe = Probe(file)
    upload = centre.upload(session_check, file)
    recording = centre.wait_ready_recording(upload)
    assert recording["sha256"] == sha256_of(file)
    assert abs(recording["duration"] - _expected_duration(probe)) <= max(probe.frame_seconds, 0.04) + 0.001
    ours = [(one["kind"], one["codec"], one.get("width"), one.get("height")) for one in recording["streams"]]
    assert ours == [
        (one["codec_type"], one["codec_name"], one.get("width"), one.get("height")) for one in probe.streams]
    times = centre.keyframes(upload)
    assert frames_differ(times, probe.keyframes) is None
    assert recording["keyframes"] == len(times)
    if recording["playback"]["kind"] != "none":
        answer = centre.api("GET", f"/recordings/{upload}/media.mp4")
        assert answer.status_code == 200 and answer.headers["Content-Type"].split(";")[0] == recording["media_type"]
        copy = tmp_path / "media"
        copy.write_bytes(answer.content)
        played = Probe(copy)
        # Every coded picture of the original is in what is played.
        assert _pictures(played) == _pictures(probe)
    still = centre.api("GET", f"/recordings/{upload}/still.jpg", params={"at": 2})
    assert still.status_code == 200 and still.content.startswith(b"\xff\xd8\xff")


def _pictures(probe):
    return sum(packet["stream_index"] == probe.video["index"] for packet in probe.packets)


def _expected_duration(probe):
    """To the end of the last packet: a late start counts in some containers' own word, not in the film."""
    ends = [
        float(packet["pts_time"]) + float(packet.get("duration_time", 0))
        for packet in probe.packets if "pts_time" in packet]
    return max(ends) - probe.start


def test_a_film_cut_off_in_the_middle_is_kept_with_a_warning(centre, session_check, samples, tmp_path):
    whole = (samples / "fragmented.mp4").read_bytes()
    file = tmp_path / "cut.mp4"
    file.write_bytes(whole[:len(whole) * 6 // 10])
    recording = centre.wait_ready_recording(centre.upload(session_check, file))
    assert 1 <= recording["duration"] < 5 and recording["warnings"]


def test_a_gap_in_the_film_is_marked(centre, session_check, samples):
    recording = centre.wait_ready_recording(centre.upload(session_check, samples / "gap.mp4"))
    assert len(recording["gaps"]) == 1
    gap = recording["gaps"][0]
    assert gap["from"] == pytest.approx(2, abs=0.1) and gap["to"] == pytest.approx(4, abs=0.1)
