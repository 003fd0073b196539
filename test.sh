#!/usr/bin/env bash
# Installs what the tests need where it can, builds with warnings as errors, runs all tests. Needs git and the .NET SDK only.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

# A browser for the journeys: Debian's Chromium, else Playwright's own.
find_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome || true; }
if [ -z "${PAYCORE_BROWSER:-}" ]; then
  PAYCORE_BROWSER=$(find_browser)
  if [ -z "$PAYCORE_BROWSER" ] && command -v apt-get >/dev/null; then
    sudo=""; [ "$(id -u)" = 0 ] || sudo="sudo -n"
    echo "Installing Chromium for the browser tests ..."
    if $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends chromium fonts-liberation fonts-noto-core >/dev/null; then
      PAYCORE_BROWSER=$(find_browser)
    else
      echo "apt-get could not install Chromium; trying Playwright's own browser." >&2
    fi
  fi
fi
export PAYCORE_BROWSER

dotnet build PayCore.sln -c Release
if [ -z "$PAYCORE_BROWSER" ]; then
  # The installer that Playwright's package brings, with its own node.
  playwright=PayCore.Commerce.Tests/bin/Release/net10.0/.playwright
  "$playwright"/node/*/node "$playwright"/package/cli.js install chromium \
    || echo "There is no browser: install Chromium, or set PAYCORE_BROWSER to one. The browser tests will fail." >&2
fi

mkdir -p artifacts
rm -f artifacts/tests.trx
dotnet test PayCore.sln -c Release --no-build --logger "console;verbosity=minimal" --logger "trx;LogFileName=$PWD/artifacts/tests.trx" "$@"
