"""Many people at once, kills, and a clock that jumps: the store never leaves the table.

VIDEOCHECK_WALK_COMMANDS sets the length (900), VIDEOCHECK_SEED the seed, which is printed. `make soak` walks 100,000.
"""
import os
import random

from mirrored import lose_and_rebuild
from walk import Walk, WalkCentre, judge

COMMANDS = int(os.environ.get("VIDEOCHECK_WALK_COMMANDS", "900"))
SEED = int(os.environ.get("VIDEOCHECK_SEED", random.SystemRandom().randrange(1 << 32)))


def test_no_random_walk_with_kills_and_clock_jumps_leaves_the_table(small, capsys):
    def say(text):
        with capsys.disabled():
            print(f"\n  {text}", end=" ", flush=True)
    say(f"walk of {COMMANDS} commands: seed {SEED}")
    long = COMMANDS > 10_000
    centre = WalkCentre()
    try:
        walk = Walk(centre, SEED, film=small, say=say if long else lambda text: None)
        walk.run(COMMANDS, kills=30 if long else 3, jumps=COMMANDS // 60)
        counts = judge(centre)
        say(f"{walk.counts}, guards {walk.guards}, judged {counts}")
        # A walk that goes nowhere would prove nothing.
        assert walk.counts["accepted"] > COMMANDS / 8 and len(walk.guards) >= 8, walk.counts
        assert counts["events"] > walk.counts["accepted"] and counts["documents"] > COMMANDS / 20, counts
        say(centre.fsck().strip().splitlines()[-1])
        lose_and_rebuild(centre)
        assert "clean" in centre.fsck()
    finally:
        centre.close()
