#!/bin/sh
# Sends what comes in, one send a line, and prints the lines that were not taken, and how many were: sh stream.sh < sends.ndjson
set -eu
# -T sends while it reads, where --data-binary would read all of it first and -d would join the lines to one.
curl -sS --no-buffer --fail-with-body -X POST -T - "$OPPORTUNE_URL/v1/sends" \
  -H "Authorization: Bearer $OPPORTUNE_KEY" \
  -H 'Content-Type: application/x-ndjson' \
  -H 'Prefer: return=minimal'
