#!/bin/sh
# Fetch axe-core (MPL-2.0; used by the page tests, never shipped) through npm into .cache/axe/,
# and refuse it unless it is the very archive that requirements/axe-core.sha512 names.
set -eu
cd "$(dirname "$0")/.."
read -r name version expected < requirements/axe-core.sha512
command -v npm >/dev/null || { echo "fetch-axe: npm is missing (Debian package npm)" >&2; exit 1; }

rm -rf .cache/axe
mkdir -p .cache/axe
export npm_config_cache="$PWD/.cache/npm"
(cd .cache/axe && npm pack --silent "$name@$version" >/dev/null)

archive=".cache/axe/$name-$version.tgz"
python=.venv/bin/python
[ -x "$python" ] || python=python3
actual=$("$python" -c '
import base64, hashlib, sys
print("sha512-" + base64.b64encode(hashlib.sha512(open(sys.argv[1], "rb").read()).digest()).decode())
' "$archive")
if [ "$actual" != "$expected" ]; then
    rm -rf .cache/axe
    echo "fetch-axe: $name $version is not the archive we know: expected $expected, got $actual" >&2
    exit 1
fi
tar -xzf "$archive" -C .cache/axe --strip-components=1 package/axe.min.js package/LICENSE
rm "$archive"
echo "axe-core $version is in .cache/axe/"
