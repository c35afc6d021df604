#!/bin/sh
# Registers a phone, and what its user chose: sh register.sh USER DEVICE_TOKEN
set -eu
user=$1 device_token=$2
put() {
  curl -sS --fail-with-body -X PUT "$OPPORTUNE_URL/v1/users/$user/$1" \
    -H "Authorization: Bearer $OPPORTUNE_KEY" -H 'Content-Type: application/json' -d "$2"
  echo
}

put devices/phone '{"app":"shop-android","device_token":"'"$device_token"'","timezone":"Europe/Berlin"}'
put preferences '{"promotional":"refused","source":"app"}'
