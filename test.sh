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

# The published widget, which must work against our page as it is. It carries no licence to copy it by, so it is fetched and compared with its hash.
package=artifacts/merchant-widget-js-0.4.2
if [ ! -f $package/package/dist/merchantWidget.umd.min.js ]; then
  mkdir -p $package
  fetched=$package/paycore-merchant-widget-js-0.4.2.tgz
  { npm pack --silent --pack-destination $package @paycore/merchant-widget-js@0.4.2 >/dev/null 2>&1 \
      || curl -fsSL -o $fetched https://registry.npmjs.org/@paycore/merchant-widget-js/-/merchant-widget-js-0.4.2.tgz; } \
    && echo "f03b9b02def9b25ca3fd1ae529fe4c8447432cd2d42c3abbd897d6ab114b9185  $fetched" | sha256sum --check --quiet && tar -xzf $fetched -C $package \
    || echo "The npm package @paycore/merchant-widget-js 0.4.2 could not be fetched: one browser test will fail." >&2
fi

rm -f artifacts/tests.trx
dotnet test PayCore.sln -c Release --no-build --blame-hang-timeout 10m --blame-hang-dump-type none --logger "console;verbosity=minimal" --logger "trx;LogFileName=$PWD/artifacts/tests.trx" "$@"
