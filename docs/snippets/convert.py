"""Reports that a user bought something, once however often it is run: python3 convert.py USER ORDER VALUE CURRENCY"""

import json
import os
import sys
import time
import urllib.error
import urllib.request

GIVE_UP_AFTER_SECONDS = 60


def report(interaction):
    request = urllib.request.Request(
        os.environ["OPPORTUNE_URL"] + "/v1/interactions",
        data=json.dumps(interaction).encode(),
        headers={
            "Authorization": "Bearer " + os.environ["OPPORTUNE_KEY"],
            "Content-Type": "application/json",
        },
    )
    give_up = time.monotonic() + GIVE_UP_AFTER_SECONDS
    while True:
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as problem:
            wait = problem.headers.get("Retry-After", "1" if problem.code == 500 else None)
            if wait is None:  # the same request would get the same answer
                sys.exit(problem.read().decode())
        except OSError:  # no answer: it may have been recorded, and its id makes a repetition harmless
            wait = "1"
        if time.monotonic() + int(wait) > give_up:
            sys.exit("gave up: the gateway cannot be reached")
        time.sleep(int(wait))


user, order, value, currency = sys.argv[1:]
answer = report(
    {"type": "converted", "user": user, "name": "purchase", "id": order, "value": value, "currency": currency}
)
print(answer["attributed"] if answer["recorded"] else answer["reason"])
