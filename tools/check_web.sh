#!/usr/bin/env bash
# Style and rules of the desks: lint, contrast, lock file, sizes. Types were checked when they were built.
set -Eeuo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if ! node --version 2>/dev/null | grep -Eq '^v(2[0-9]|[3-9][0-9])'; then
    PATH="$PWD/.venv/node/bin:$PATH"
fi
cd web
npm run --silent lint
npm run --silent check
