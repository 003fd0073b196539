#!/usr/bin/env bash
# Measures the product and, in the same run, the floors that its figures are divided by. Loopback only, ends by itself; how long it takes: docs/development.md.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${SECONDS_EACH:-10} connections=32
floor=http://127.0.0.1:5190 product=http://127.0.0.1:5191

if ! command -v wrk >/dev/null; then
  echo "Installing wrk ..."
  apt-get update -qq && apt-get install -y -qq wrk >/dev/null || { echo "Install wrk (https://github.com/wg/wrk), then run this again." >&2; exit 1; }
fi
dotnet build PayCore.sln -c Release -v quiet

data=$(mktemp -d "${TMPDIR:-/tmp}/paycore-bench-XXXXXX")
pids=()
finish() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done; rm -rf "$data"; }
trap finish EXIT
host=PayCore.Commerce/bin/Release/net10.0/PayCore.Commerce.dll
export DataFolder=$data PublicUrl=$product RateLimits__Enabled=false Callbacks__AllowedNetworks__0=127.0.0.0/8 ASPNETCORE_ENVIRONMENT=Production
export Logging__LogLevel__Default=Warning

account=$(dotnet $host account create --name Bench --currency EUR --json)
member() { sed -n "s/.*\"$1\": \"\(.*\)\".*/\1/p" <<<"$account"; }
credentials=$(printf '%s:%s' "$(member account_id)" "$(member api_key_test)" | base64 -w0)
key=$(member public_key_test)

start_product() { # [settings]
  local from=$(date +%s%N)
  env "$@" dotnet $host --urls $product >"$data/product.log" 2>&1 &
  product_pid=$!
  pids+=($product_pid)
  until curl -fs $product/health/ready >/dev/null; do sleep 0.02; kill -0 $product_pid || { cat "$data/product.log" >&2; exit 1; }; done
  ready=$((($(date +%s%N) - from) / 1000000))
}
stop_product() { kill $product_pid; wait $product_pid 2>/dev/null || true; }
load() { # url script [arguments]: requests/s, p50, p99, failed
  local url=$1 script=$2; shift 2
  wrk -t2 -c$connections -d"${seconds}s" -s bench/"$script" "$url" -- "$@" | sed -n 's/^RESULT //p'
}
rows=()
row() { rows+=("$1|$2|$3"); echo "measured: $1"; }

dotnet bench/PayCore.Commerce.Bench/bin/Release/net10.0/PayCore.Commerce.Bench.dll --urls $floor --database="$data/floor.db" >/dev/null 2>&1 &
pids+=($!)
start_product
sleep 3
memory=$(($(awk '/VmRSS/{print $2}' /proc/$product_pid/status) / 1024))
until curl -fs $floor/plain >/dev/null; do sleep 0.05; done

load $floor/plain get.lua >/dev/null
plain=$(load $floor/plain get.lua)
insert=$(load $floor/insert post.lua '{}')
load $product/api/payment-invoices create.lua "$credentials" >/dev/null
load $product/api/payment-invoices create.lua "$credentials" >/dev/null
row "create invoice" "$(load $product/api/payment-invoices create.lua "$credentials")" "$insert"

id=$(curl -fs -H "Authorization: Basic $credentials" "$product/api/payment-invoices?page%5Bsize%5D=1" | sed 's/.*"id":"\(cpi_[0-9A-Za-z]*\)".*/\1/')
load $product/api/payment-invoices/"$id" get.lua "$credentials" >/dev/null
row "read invoice" "$(load $product/api/payment-invoices/"$id" get.lua "$credentials")" "$plain"
prerequest='{"public_key":"'$key'","currency":"EUR","amount":100}'
load $product/public-api/payment-prerequest post.lua "$prerequest" >/dev/null
row "prerequest" "$(load $product/public-api/payment-prerequest post.lua "$prerequest")" "$plain"
page="$product/hpp/?public_key=$key&amount=10.50&currency=EUR"
# The page of an invoice that waits for its provider: what a customer who comes back from there sees.
started=$(curl -fs -H "Authorization: Basic $credentials" -H 'Content-Type: application/json' $product/api/payment-invoices \
  -d '{"data":{"type":"payment-invoices","attributes":{"reference_id":"bench-status","amount":100.25,"currency":"EUR","service":"paypal_eur_hpp"}}}')
grep -q '"status":"process_pending"' <<<"$started" || { echo "The invoice for the status page was not started: $started" >&2; exit 1; }
status="$product/hpp/i/$(sed 's/.*"id":"\(cpi_[0-9A-Za-z]*\)".*/\1/' <<<"$started")"
load "$page" page.lua >/dev/null
row "method page" "$(load "$page" page.lua)" "$plain"
load "$status" page.lua >/dev/null
row "status page" "$(load "$status" page.lua)" "$plain"
# A customer's pace: 200 requests/s come whether answers do or not. What is asked for says nothing about a floor, so there is no ratio.
bench() { dotnet bench/PayCore.Commerce.Bench/bin/Release/net10.0/PayCore.Commerce.Bench.dll "$@" | sed -n 's/^RESULT //p'; }
row "method page, 200/s" "$(bench pace "$page" 200 "$seconds")" ""
row "status page, 200/s" "$(bench pace "$status" 200 "$seconds")" ""
page_visit=$(bench visit "$page") status_visit=$(bench visit "$status")
peak=$(($(awk '/VmRSS/{print $2}' /proc/$product_pid/status) / 1024))
stop_product

# Callbacks apart: they are made while no job runs, then a fresh start delivers them all.
start_product Jobs__Enabled=false
wrk -t1 -c$connections -d5s -s bench/create.lua $product/api/payment-invoices -- "$credentials" $floor/sink "$data/ids" >/dev/null
wrk -t1 -c$connections -d10s -s bench/cancel.lua $product -- "$credentials" "$data/ids.0" >/dev/null
cat "$data"/ids.* >"$data/all"
due=$(wc -l <"$data/all")
stop_product
start_product
from=$(date +%s%N)
first=$(curl -fs $floor/count)
while sleep 0.2; do
  count=$(curl -fs $floor/count)
  [ "$count" -lt "$due" ] || break
  [ $((($(date +%s%N) - from) / 1000000000)) -lt 120 ] || { echo "After two minutes $count of $due callbacks were delivered." >&2; break; }
done
delivered=$(((count - first) * 1000000000 / ($(date +%s%N) - from)))
sink=$(load $floor/sink post.lua '{}')

echo
echo "$(nproc) cores, $connections connections, $seconds s each, load generator included, $(dotnet --version)"
printf '%-22s %10s %9s %9s %7s   %s\n' "" "requests/s" "p50 ms" "p99 ms" failed "ratio to its floor"
line() { local name=$1 measured=$2 base=${3:-}; read -r rps p50 p99 failed <<<"$measured"
  local ratio=""; [ -z "$base" ] || ratio=$(awk -v a="$rps" -v b="${base%% *}" 'BEGIN{printf "%.2f", a/b}')
  printf '%-22s %10s %9s %9s %7s   %s\n' "$name" "$rps" "$p50" "$p99" "$failed" "$ratio"; }
line "floor: plain JSON" "$plain"
line "floor: ADO insert" "$insert"
line "floor: receiver" "$sink"
for r in "${rows[@]}"; do IFS='|' read -r name measured base <<<"$r"; line "$name" "$measured" "$base"; done
printf '%-22s %10s %28s   %s\n' "callbacks delivered/s" "$delivered" "($due callbacks)" "$(awk -v a="$delivered" -v b="${sink%% *}" 'BEGIN{printf "%.2f", a/b}')"
echo "start to ready: $ready ms; idle memory: $memory MB; memory after load: $peak MB"
visit() { read -r requests page_bytes bytes <<<"$2"; echo "first visit of the $1: $requests requests, $page_bytes bytes of page, $bytes bytes in all (Brotli, headers of the answers included)"; }
visit "method page" "$page_visit"
visit "status page" "$status_visit"
# Both by gzip -9; the published one is @paycore/merchant-widget-js 0.4.2, dist/merchantWidget.umd.min.js.
echo "widget loader: $(gzip -9c wwwroot/widget/payment-widget.js | wc -c) bytes by gzip; the published widget: 27278"
