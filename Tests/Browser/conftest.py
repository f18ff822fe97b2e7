import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "EndToEnd"))

from playwright.sync_api import expect  # noqa: E402

from fixtures import *  # noqa: E402,F401,F403

# A page's own default does not govern what is expected of it, and the machine may be busy.
expect.set_options(timeout=20_000)
