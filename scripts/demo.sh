#!/bin/sh
# What `make demo` shows: real agreements, judged.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/commonweal assess examples/atlas --as-of 2021-12-31
