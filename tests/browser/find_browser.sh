#!/bin/sh
# A Chromium for the browser tests: the one of CHROMIUM, of the system, or installed now.
python="${1:-python3}"
for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
  if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null && exit 0
fi
"$python" -m playwright install chromium && exit 0
echo "No Chromium could be found or installed: set CHROMIUM to the path of one." >&2
exit 1
