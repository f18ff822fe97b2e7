"""Fixtures that both folders of whole-program tests share."""
import functools
import os
import re
import subprocess

import pytest

from centre import Centre
from children import BUILD, ROOT

SAMPLES = ROOT / ".build" / "samples"


# CONTAINER-PICTURE-SOUND.EXTENSION, and what recorders do besides.
CONTAINER = re.compile(r"(mp4|mov|mkv|webm|ts|ps|avi|flv|ogg|3gp)-\w+-\w+\.\w+|ts-wrap\.ts|ps-wrap\.mpg")
BESIDES = [
    "two-sounds.mkv", "two-pictures.ts", "cover.mp4", "subtitles.mkv", "turned-180.mov", "turned-270.mov",
    "turned-tag.mkv", "varying.avi", "varying.flv", "varying.ts", "late-sound.ts", "named.mp4", "torn-head.ts",
    "restarted.ts", "restarted.mpg", "maker.mpg"]


def make_samples():
    script = ROOT / "Tests/Support/Samples/make-samples.sh"
    subprocess.run(["sh", str(script), str(SAMPLES)], check=True)


@functools.cache
def containers():
    """Names of the samples, one for each container and codec."""
    make_samples()
    return sorted(one.name for one in SAMPLES.iterdir() if CONTAINER.fullmatch(one.name)) + BESIDES


def pytest_collection_modifyitems(items):
    for program in ("videocheckd", "videocheck", "videocheck-demo", "videocheck-media"):
        assert os.access(BUILD / program, os.X_OK), f"build first: {BUILD / program} is missing"


@pytest.fixture(scope="session")
def samples():
    """The directory of the media samples, made once."""
    make_samples()
    return SAMPLES


@pytest.fixture(scope="session")
def small(samples):
    """Five seconds of H.264 and AAC."""
    return samples / "moov-first.mp4"


def _made(name, *options):
    SAMPLES.mkdir(parents=True, exist_ok=True)
    target = SAMPLES / name
    if not target.exists():
        unfinished = SAMPLES / f"unfinished-{os.getpid()}-{name}"
        try:
            subprocess.run(
                ["ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-y", *options, str(unfinished)],
                check=True)
            unfinished.rename(target)
        finally:
            unfinished.unlink(missing_ok=True)
    return target


@pytest.fixture(scope="session")
def large():
    """Some 40 MB: long enough on its way, and in its ingest, to be interrupted."""
    return _made(
        "large.mp4", "-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=25,noise=alls=60:allf=t",
        "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000", "-t", "6",
        "-c:v", "libx264", "-preset", "ultrafast", "-b:v", "55M", "-pix_fmt", "yuv420p", "-g", "25",
        "-c:a", "aac")


@pytest.fixture(scope="session")
def demo():
    """Twelve seconds as the demonstration records them."""
    return _made(
        "demo.mp4", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25",
        "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000", "-t", "12",
        "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-g", "25", "-keyint_min", "25",
        "-sc_threshold", "0", "-c:a", "aac", "-b:a", "96k", "-ac", "1", "-movflags", "+faststart")


@pytest.fixture
def new_centre():
    """Makes centres of the test's own; each is closed whatever happens."""
    made = []

    def make(**options):
        made.append(Centre(**options))
        return made[-1]
    yield make
    for one in made:
        one.close()


@pytest.fixture(scope="module")
def centre():
    """One running centre for a file of tests that leave it as usable as they found it."""
    one = Centre()
    yield one
    one.close()


@pytest.fixture(scope="module")
def session_check(centre):
    """A check in session, for recordings that need one."""
    return centre.in_session()
