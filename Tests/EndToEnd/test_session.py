"""A session in several recordings: one clock, one film of their own bytes, and what is missing between them."""
import random

import pytest

from probe import Probe


@pytest.fixture(scope="module")
def session(centre, samples):
    """Three recordings of one recorder, in the containers that it may write."""
    check = centre.in_session()
    files = [samples / one for one in ("moov-first.mp4", "aac.mkv", "camera.mov")]
    made = [centre.upload(check, one) for one in files]
    for recording in made:
        centre.wait_ready_recording(recording)
    return check, files, made


def test_the_session_tells_where_each_recording_lies(centre, session):
    check, _, made = session
    told = centre.ok("GET", f"/checks/{check}/session")
    assert [one["recording"] for one in told["segments"]] == made
    for before, after in zip(told["segments"], told["segments"][1:]):
        assert before["to"] <= after["from"], "none overlaps another"
    assert told["duration"] == told["segments"][-1]["to"] >= 15
    for gap in told["gaps"]:
        assert gap["to"] - gap["from"] > 1


def test_it_is_one_film_of_the_recordings_own_bytes(centre, session, tmp_path):
    check, files, _ = session
    answer = centre.api("GET", f"/checks/{check}/session.mp4")
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "video/mp4"
    assert answer.content.endswith(b"".join(one.read_bytes() for one in files))
    film = tmp_path / "session.mp4"
    film.write_bytes(answer.content)
    assert int(Probe(film).video["nb_frames"]) == 3 * 125
    again = centre.api("GET", f"/checks/{check}/session.mp4", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    random.seed(11)
    for _ in range(20):
        start = random.randrange(len(answer.content))
        end = random.randrange(start, len(answer.content))
        part = centre.api("GET", f"/checks/{check}/session.mp4", headers={"Range": f"bytes={start}-{end}"})
        assert part.status_code == 206 and part.content == answer.content[start:end + 1]


def test_recordings_that_are_no_one_film_are_told_so(centre, samples):
    check = centre.in_session()
    for one in ("aac.mkv", "opus.mkv"):
        centre.wait_ready_recording(centre.upload(check, samples / one))
    answer = centre.api("GET", f"/checks/{check}/session.mp4")
    assert answer.status_code == 415 and "each by itself" in answer.json()["detail"]
    assert centre.api("GET", f"/checks/{centre.in_session()}/session").status_code == 404


def test_the_page_of_a_recording_leads_to_the_others(centre, session):
    check, _, made = session
    page = centre.http.get(f"{centre.staff_url}/recordings/{made[0]}", headers={"Accept-Language": "en"}, timeout=30).text
    assert f'/recordings/{made[1]}" rel="next"' in page and "/session.mp4?download=1" in page
