#!/bin/sh
# Renders the base from the chart: deploy/kustomize/render.sh [FILE]. Needs Helm 4 (or HELM=path).
# A test renders it too and fails when the file in base/ is stale.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
"${HELM:-helm}" template octobatch "$here/../../helm/octobatch" \
  --namespace octobatch --skip-tests --values "$here/base.values.yaml" >"${1:-$here/base/octobatch.yaml}"
