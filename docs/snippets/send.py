"""Tells a user once that an order is on its way, however often it is run: python3 send.py USER ORDER"""

import json
import os
import sys
import time
import urllib.error
import urllib.request

GIVE_UP_AFTER_SECONDS = 60


def send(user, order):
    body = {
        "user": user,
        "category": "order-status",
        "content": {"title": "Your order is on its way"},
        "moment": {"ttl": "PT2H"},
    }
    request = urllib.request.Request(
        os.environ["OPPORTUNE_URL"] + "/v1/sends",
        data=json.dumps(body).encode(),
        headers={
            "Authorization": "Bearer " + os.environ["OPPORTUNE_KEY"],
            "Content-Type": "application/json",
            "Idempotency-Key": f'"{order}-on-its-way"',
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
        except OSError:  # no answer: it may have been taken, and the key makes a repetition harmless
            wait = "1"
        if time.monotonic() + int(wait) > give_up:
            sys.exit("gave up: the gateway cannot be reached")
        time.sleep(int(wait))


answer = send(sys.argv[1], sys.argv[2])
if answer["decision"] == "admitted":
    print("admitted for", answer["device_count"], "devices, until", answer["deadline"])
elif answer["decision"] == "deferred":
    print("deferred until", answer["release_at"])
else:  # what is not known is like a suppression: nothing to do, and a reason to log
    print(answer["decision"], answer.get("reason"))
