#!/usr/bin/env bash
# `npm ci` works without any install script, warns of nothing of ours, and stays under 350 MB.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp package.json package-lock.json "$folder"
cd "$folder"
npm ci 2>&1 | grep -E '^npm warn' | grep -vE 'Unknown (user|env|project|builtin) config' && { echo 'npm ci warns'; exit 1; }
size=$(du -sm node_modules | cut -f1)
echo "node_modules: $size MB"
[ "$size" -le 350 ]
rm -rf node_modules
npm ci --ignore-scripts >/dev/null
