"""What the ffprobe program says of a file: the independent reader."""
import json
import subprocess


def _ffprobe(path, *options):
    answer = subprocess.run(
        ["ffprobe", "-v", "error", "-of", "json", *options, str(path)], check=True, capture_output=True)
    return json.loads(answer.stdout)


class Probe:
    def __init__(self, path):
        shown = _ffprobe(path, "-show_format", "-show_streams", "-show_packets")
        self.format, self.streams, self.packets = shown["format"], shown["streams"], shown["packets"]
        self.start = float(self.format.get("start_time", 0))

    @property
    def duration(self):
        """As the container says; where it says nothing, to the end of the last packet."""
        if "duration" in self.format:
            return float(self.format["duration"])
        ends = [
            float(packet["pts_time"]) + float(packet.get("duration_time", 0))
            for packet in self.packets if "pts_time" in packet]
        return max(ends) - self.start

    @property
    def video(self):
        return next(stream for stream in self.streams if stream["codec_type"] == "video")

    @property
    def frame_seconds(self):
        over, under = map(int, self.video["avg_frame_rate"].split("/"))
        return under / over if over and under else 0.04

    @property
    def keyframes(self):
        index = self.video["index"]
        return sorted(
            float(packet["pts_time"]) - self.start for packet in self.packets
            if packet["stream_index"] == index and packet["flags"].startswith("K"))


def frames_differ(found, expected, tolerance=0.002):
    """The first pair of times that are not the same; None if all are."""
    if len(found) != len(expected):
        return f"{len(found)} keyframes, ffprobe has {len(expected)}"
    for ours, theirs in zip(found, expected):
        if abs(ours - theirs) > tolerance:
            return f"keyframe at {ours}, ffprobe has {theirs}"
    return None
