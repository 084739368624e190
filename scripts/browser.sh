#!/usr/bin/env bash
# Installs the browser that one end-to-end test clicks in, where that can be done without
# asking: as root on Debian. Elsewhere the test says what it lacks.
set -euo pipefail

for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then
    exit 0
  fi
done
if [[ $(id -u) -ne 0 ]] || ! command -v apt-get >/dev/null; then
  echo 'no Chromium, and no way to install it without asking: its test will be skipped' >&2
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
apt-get -qq install -y --no-install-recommends chromium >/dev/null
