#!/bin/sh
# Serve the seeded database at 127.0.0.1:8100, in the foreground, so that the caller owns the process.
set -e
root=$(cd "$(dirname "$0")/../../.." && pwd)
export VENTANILLA_DATABASE_URL="postgresql://ventanilla@127.0.0.1:${PERF_PG_PORT:-55432}/ventanilla"
export VENTANILLA_BLOB_URL="file://$PERF_WORK/ventanilla/blobs" VENTANILLA_SECRET_FILE="$PERF_WORK/ventanilla/secret"
export VENTANILLA_BASE_DOMAIN=localhost:8100 VENTANILLA_LOG_FORMAT=json
exec "$root/.venv/bin/ventanilla" serve --port "${1:-8100}"
