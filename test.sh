#!/usr/bin/env bash
# Installs what the tests need where it can, builds with warnings as errors, runs all tests. Needs git and the .NET SDK only.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

install() {
  command -v apt-get >/dev/null || return 1
  local sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo -n"
  echo "Installing $* ..."
  $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# A browser for the journeys: Debian's Chromium, else Playwright's own.
find_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome || true; }
if [ -z "${PAYCORE_BROWSER:-}" ]; then
  PAYCORE_BROWSER=$(find_browser)
  if [ -z "$PAYCORE_BROWSER" ]; then
    install chromium fonts-liberation fonts-noto-core || echo "Chromium could not be installed by apt-get; trying Playwright's own browser." >&2
    PAYCORE_BROWSER=$(find_browser)
  fi
fi
export PAYCORE_BROWSER

# What the samples that verify a signature are written in.
missing=()
for need in python3=python3 node=nodejs php=php-cli javac=default-jdk-headless; do
  command -v "${need%%=*}" >/dev/null || missing+=("${need#*=}")
done
if [ ${#missing[@]} -gt 0 ]; then
  install "${missing[@]}" || echo "Not installed: ${missing[*]}. The tests of samples in these languages are skipped and say so." >&2
fi

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
