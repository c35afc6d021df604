"""Prints how sends ended, each once: WEBHOOK_SECRET=whsec_… python3 receive.py PORT (pip install standardwebhooks)"""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

MOST_BYTES = 1 << 20

webhook = Webhook(os.environ["WEBHOOK_SECRET"])
seen = set()  # in a service: a table with the id as its key, written with what you do about the event


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers.get("Content-Length", "0"))
        if length > MOST_BYTES:
            return self.answer(413)
        body = self.rfile.read(length)
        try:
            webhook.verify(body, dict(self.headers))  # of the bytes as they came; refuses what is older than 5 minutes
        except WebhookVerificationError:
            return self.answer(401)
        told = json.loads(body)
        for event in told if isinstance(told, list) else [told]:
            if event["id"] not in seen and event["type"] == "opportune.send.settled":
                print(event["subject"], event["data"]["state"], flush=True)
            seen.add(event["id"])
        self.answer(204)  # only now: what is not answered with 2xx comes again

    def answer(self, status):
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
