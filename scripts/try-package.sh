#!/usr/bin/env bash
# Packs Kontor, installs the tarball in another folder, and uses it there as a stranger would.
set -euo pipefail
cd "$(dirname "$0")/.."
npm run --silent build
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
tarball=$(npm pack --silent --pack-destination "$folder")
mkdir "$folder/elsewhere"
cd "$folder/elsewhere"
npm init -y >/dev/null
npm install --omit=dev "../$tarball" >/dev/null

size=$(du -sm node_modules | cut -f1)
echo "installed: $size MB"
[ "$size" -le 160 ]
for file in dist/main.js templates/quiet-inbox/company.yaml examples/first-month/month.json README.md LICENSE CHANGELOG.md; do
  test -s "node_modules/kontor/$file"
done
if find node_modules/kontor/dist -name '*.test.*' -o -name '*.contract.*' -o -name 'fixture*' | grep .; then exit 1; fi

version=$(npx kontor --version)
echo "kontor $version"
[ "$version" = "$(node -p 'require("kontor/package.json").version')" ]
npx kontor demo | tee demo.txt
grep -q '^books balance' demo.txt
grep -q '^log verified' demo.txt
grep -q '^journal exported' demo.txt
