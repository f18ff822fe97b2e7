"""Range and validators of RFC 9110, asked by the real curl program and held against the file's bytes."""
import dataclasses
import email
import random
import subprocess

import pytest
import requests


@dataclasses.dataclass
class Answer:
    status: int
    headers: dict
    body: bytes


@pytest.fixture(scope="module")
def footage(centre, session_check, small):
    return centre.wait_ready_recording(centre.upload(session_check, small))["id"]


@pytest.fixture(scope="module")
def virtual(centre, session_check, samples):
    """Matroska, which is played behind an index that is on no disk with it."""
    return centre.wait_ready_recording(centre.upload(session_check, samples / "aac.mkv"))["id"]


@pytest.fixture(scope="module", params=["original", "media.mp4", "virtual", "clip"])
def url(request, centre, footage, virtual):
    base = f"{centre.staff_url}/api/v1/recordings"
    return {
        "virtual": f"{base}/{virtual}/media.mp4", "clip": f"{base}/{virtual}/clip.mp4?from=1.3&to=3.7",
    }.get(request.param, f"{base}/{footage}/{request.param}")


@pytest.fixture(scope="module")
def ask(url, tmp_path_factory):
    """Calls curl on one of the files."""
    directory = tmp_path_factory.mktemp("curl")

    def curl(*options):
        head, body = directory / "head", directory / "body"
        body.write_bytes(b"")
        subprocess.run(
            ["curl", "-sS", "--noproxy", "*", "--max-time", "30", "-D", str(head), "-o", str(body), *options, url],
            check=True, env={"PATH": "/usr/bin:/bin"})
        lines = head.read_text().strip().splitlines()
        fields = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
        return Answer(int(lines[0].split()[1]), {k.lower(): v for k, v in fields.items()}, body.read_bytes())
    return curl


@pytest.fixture(scope="module")
def content(url, small, samples):
    if url.endswith("original") or "/media.mp4" in url and requests.get(url).content[:100] == small.read_bytes()[:100]:
        return small.read_bytes()
    whole = requests.get(url).content
    if "clip" not in url:
        assert whole.endswith((samples / "aac.mkv").read_bytes()), "the original's bytes as they are"
    return whole


def test_random_ranges_are_slices_of_the_whole(ask, content):
    random.seed(20261126)
    for _ in range(60):
        start = random.randrange(len(content))
        end = random.randrange(start, len(content))
        assert ask("-r", f"{start}-{end}").body == content[start:end + 1]


def test_the_whole_file_has_length_and_a_strong_tag(ask, content):
    answer = ask()
    assert (answer.status, answer.body) == (200, content)
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["content-length"] == str(len(content))
    assert answer.headers["etag"].startswith('"') and answer.headers["etag"].endswith('"')


@pytest.mark.parametrize("asked, start, end", [
    ("-100", -100, None), ("0-0", 0, 1), ("0-99", 0, 100), ("1000-1999", 1000, 2000), ("500-", 500, None),
    ("-999999999", 0, None), ("0-999999999", 0, None),
])
def test_one_range_is_exactly_those_bytes(ask, content, asked, start, end):
    answer = ask("-r", asked)
    expected = content[start:end]
    first = len(content) + start if start < 0 else start
    assert answer.status == 206 and answer.body == expected
    assert answer.headers["content-range"] == f"bytes {first}-{first + len(expected) - 1}/{len(content)}"
    assert answer.headers["content-length"] == str(len(expected))


def test_a_range_past_the_end_is_416_and_says_the_size(ask, content):
    answer = ask("-r", "999999999-")
    assert answer.status == 416 and answer.headers["content-range"] == f"bytes */{len(content)}"


def test_the_last_byte_and_the_one_after(ask, content):
    size = len(content)
    assert ask("-r", f"{size - 1}-").body == content[-1:]
    assert ask("-r", f"{size}-").status == 416


def test_several_ranges_are_parts_or_the_whole(ask, content):
    answer = ask("-r", "0-9,100-199,-5")
    if answer.status == 200:
        assert answer.body == content
        return
    assert answer.status == 206 and answer.headers["content-type"].startswith("multipart/byteranges")
    assert answer.headers["content-length"] == str(len(answer.body))
    boundary = answer.headers["content-type"].split("boundary=")[1].strip('"').encode()
    pieces = answer.body.split(b"--" + boundary)
    assert pieces[-1].strip() == b"--"
    size, wanted = len(content), [(0, 10), (100, 200), (len(content) - 5, len(content))]
    assert len(pieces) - 2 == len(wanted)
    for piece, (start, end) in zip(pieces[1:-1], wanted):
        head, body = piece.split(b"\r\n\r\n", 1)
        fields = email.message_from_bytes(head.lstrip(b"\r\n"))
        assert fields["Content-Range"] == f"bytes {start}-{end - 1}/{size}"
        assert body[:-2] == content[start:end]


@pytest.mark.parametrize("range_text", ["bytes=abc", "bytes=5-1", "lines=1-2", "bytes="])
def test_what_is_no_range_is_answered_with_the_whole(ask, content, range_text):
    answer = ask("-H", f"Range: {range_text}")
    assert (answer.status, answer.body) == (200, content)


def test_if_range_gives_the_part_only_of_the_same_bytes(ask, content):
    tag = ask("-I").headers["etag"]
    part = ask("-r", "0-99", "-H", f"If-Range: {tag}")
    assert (part.status, part.body) == (206, content[:100])
    for other in ('"other"', f"W/{tag}"):
        whole = ask("-r", "0-99", "-H", f"If-Range: {other}")
        assert (whole.status, whole.body) == (200, content)


def test_if_none_match_saves_the_body(ask, content):
    tag = ask("-I").headers["etag"]
    for value in (tag, f'"other", {tag}', "*", f"W/{tag}"):
        answer = ask("-H", f"If-None-Match: {value}")
        assert (answer.status, answer.body) == (304, b""), value
        assert answer.headers["etag"] == tag
    assert ask("-H", 'If-None-Match: "other"').body == content


def test_head_is_get_without_the_body(ask, content):
    answer = ask("-I")
    assert answer.status == 200 and answer.headers["content-length"] == str(len(content))
    whole = ask()
    for field in ("etag", "content-type", "accept-ranges"):
        assert answer.headers[field] == whole.headers[field]


@pytest.mark.parametrize("query", [
    "from=-1&to=2", "from=3&to=2", "from=2&to=2", "from=99&to=100", "from=x&to=2", "to=nan", "from=5&to=inf"])
def test_a_clip_that_cannot_be_is_told_what_it_may(centre, virtual, query):
    answer = centre.api("GET", f"/recordings/{virtual}/clip.mp4?{query}")
    assert answer.status_code == 422 and answer.json()["field"] in ("from", "to"), answer.text


def test_footage_that_has_no_table_gives_no_clip(centre, session_check, samples):
    film = centre.wait_ready_recording(centre.upload(session_check, samples / "vp8.webm"))
    answer = centre.api("GET", f"/recordings/{film['id']}/clip.mp4?from=0&to=1")
    assert answer.status_code == 415 and "download its original" in answer.json()["detail"]


def test_ingest_keeps_no_second_copy(centre, virtual, samples):
    [folder] = centre.footage.glob(f"*/*/{virtual}")
    held = sum(one.stat().st_size for one in folder.iterdir() if not one.name.startswith("still"))
    assert held <= 1.06 * (samples / "aac.mkv").stat().st_size, sorted((one.name, one.stat().st_size) for one in folder.iterdir())
