"""The container's health check: asks the web server's /health/ about the parts named on the command line."""

import json
import os
import sys
import urllib.error
import urllib.request

HOST = os.environ["ALLOWED_HOSTS"].split(",")[0]
QUESTION = urllib.request.Request("http://web:8000/health/", headers={"Host": HOST})


def state() -> dict[str, str]:
    try:
        with urllib.request.urlopen(QUESTION, timeout=5) as answer:
            return dict(json.load(answer))
    except urllib.error.HTTPError as error:  # 503: some part is not well; the body says which
        return dict(json.load(error))


if __name__ == "__main__":
    known = state()
    sys.exit(any(known.get(part) != "ok" for part in sys.argv[1:]))
