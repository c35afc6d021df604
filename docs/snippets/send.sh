#!/bin/sh
# Tells a user once that an order is on its way, however often it is run: sh send.sh USER ORDER
set -eu
user=$1 order=$2
# In JSON quotes and backslashes have one more before them.
json() { printf %s "$1" | sed 's/[\\"]/\\&/g'; }
# curl waits as Retry-After says; without it, it waits a second, then two, then four.
curl -sS --fail-with-body --retry 5 --retry-max-time 60 --retry-connrefused "$OPPORTUNE_URL/v1/sends" \
  -H "Authorization: Bearer $OPPORTUNE_KEY" \
  -H 'Content-Type: application/json' \
  -H "Idempotency-Key: \"$order-on-its-way\"" \
  -d '{"user":"'"$(json "$user")"'","category":"order-status","content":{"title":"Your order is on its way"},"moment":{"ttl":"PT2H"}}'
