#!/bin/sh
# Registers a phone, and what its user chose: sh register.sh USER DEVICE_TOKEN
set -eu
user=$1 device_token=$2
# An id may have any character: in a path each byte is encoded, lest `a%2Fb` become the user `a/b`.
encoded() { printf %s "$1" | od -An -v -tx1 | tr -d " \n" | sed 's/../%&/g'; }
put() {
  curl -sS --fail-with-body --path-as-is -X PUT "$OPPORTUNE_URL/v1/users/$(encoded "$user")/$1" \
    -H "Authorization: Bearer $OPPORTUNE_KEY" -H 'Content-Type: application/json' -d "$2"
  echo
}

put devices/phone '{"app":"shop-android","device_token":"'"$device_token"'","timezone":"Europe/Berlin"}'
put preferences '{"promotional":"refused","source":"app"}'
