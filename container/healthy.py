"""
Ask the site in this container whether it is ready; the exit status says it.

It asks by number, which this address answers whatever the site is called, and asks no proxy, whatever the
environment of the machine outside says of one.

    python healthy.py [PORT]
"""

from __future__ import annotations

import http.client
import sys

PORT = 8000
SECONDS = 4


def main(port: int = PORT) -> int:
    """Print what the site says, and return 0 if it is ready, else 1."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        asked.request("GET", "/readyz")
        answer = asked.getresponse()
        print(answer.read(1_000).decode("utf-8", "replace").strip())
    except (OSError, http.client.HTTPException) as fault:
        print(f"nobody answers on port {port}: {fault}")
        return 1
    finally:
        asked.close()
    return 0 if answer.status == 200 else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
