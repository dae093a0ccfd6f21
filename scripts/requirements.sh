#!/usr/bin/env bash
# Pins every requirement with its hashes, for every platform and Python from 3.11 on. For maintainers; needs uv.
# Usage: scripts/requirements.sh [--upgrade]
set -euo pipefail
cd "$(dirname "$0")/.."
uv=$(command -v uv || echo .venv/bin/uv)

# Addresses are left out: whoever installs decides where packages come from.
pin() {
  "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
    --custom-compile-command "scripts/requirements.sh" "$@"
}

pin "${@:1}" pyproject.toml -o requirements.txt
pin "${@:1}" -c requirements.txt pyproject.toml --group dev -o requirements-dev.txt
pin "${@:1}" -c requirements-dev.txt pyproject.toml --group bench -o requirements-bench.txt
printf 'hatchling\neditables\n' | pin "${@:1}" -c requirements-dev.txt - -o requirements-build.txt
# The style wheel alone: its own dependencies are a whole site builder that nothing here uses.
sed -n 's/^assets = \["\(.*\)"\]$/\1/p' pyproject.toml | pin "${@:1}" --no-deps - -o requirements-assets.txt
