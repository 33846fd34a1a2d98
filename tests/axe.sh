#!/usr/bin/env bash
# Whether the page that a scan writes is accessible, as axe-core judges: nothing serious may be left. Needs node and npm.
# With Chromium at hand (CHROMIUM=path, or on the PATH) contrast is judged, too, in both colour schemes.
#
#   tests/axe.sh target/release/reticent
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
reticent=$(realpath -- "$1")
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

# A small repository with something of everything: an application, a key, findings of three severities, an allow.
mkdir -p "$work/app/src"
(
  cd "$work/app"
  git init -q .
  printf '{ "dependencies": { "@azure/msal-browser": "^3.10.0", "react-dom": "18" } }\n' >package.json
  printf 'import { PublicClientApplication } from "@azure/msal-browser";\ncreateRoot(document.body);\n' >src/main.tsx
  printf 'password = "%s"\n' "$(head -c 12 /dev/urandom | base64 | tr -d '+/=')Qx7" >src/settings.py
  printf 'password = "%s" # %s: allow[secret/hardcoded-*] a fixture\n' "$(head -c 12 /dev/urandom | base64 | tr -d '+/=')Zk4" reticent >src/old.py
  # reticent: allow[key/rsa-generation-short] the page shall have a weak key to show
  openssl genrsa -traditional 1024 >src/key.pem 2>/dev/null
  git add -A
  git -c user.name=A -c user.email=a@example.org commit -qm one
)
"$reticent" scan "$work/app" --output "html=$work/scan.html" --exit-code 0 --quiet >/dev/null
"$reticent" history "$work/app" --output "html=$work/history.html" --exit-code 0 --quiet >/dev/null
npm install --silent --no-audit --no-fund --no-save --prefix "$work" axe-core@4.10.3 jsdom@26.1.0 puppeteer-core@24.10.0 >&2
NODE_PATH=$work/node_modules node "$here/reports/axe.js" "$work/scan.html" "$work/history.html"
