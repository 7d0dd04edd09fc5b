#!/bin/sh
# What `make demo` shows: real agreements judged, as a site on this machine that says what to try.
# Where its output is no terminal, the site is tried and not kept open.
set -eu
cd "$(dirname "$0")/.."
exec .venv/bin/commonweal demo
