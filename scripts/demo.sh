#!/bin/sh
# What `make demo` shows: real agreements judged, the money due, one finding explained, and a page to read.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/commonweal demo
