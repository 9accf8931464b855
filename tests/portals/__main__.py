"""A verb of `corpus` that asks sites, asked of the practice portals on this machine instead:

python -m tests.portals sites check hunan
"""

from __future__ import annotations

import sys

from corpus.cli import main as corpus
from tests.portals.loopback import loopback_settings
from tests.portals.server import serving
from tests.portals.sites import everything


def main() -> None:
    with serving(everything()) as server:
        sys.argv = ["corpus", *sys.argv[1:], *loopback_settings(server.address)]
        corpus()


if __name__ == "__main__":
    main()
