#!/bin/sh
# Ships app.py: "up" puts the new one in place of the old and starts it, "down" puts the old one back. Both can be repeated.
set -eu
place="running/$SLIPWAY_ENVIRONMENT"
mkdir -p "$place"
# A process whose parent never collects it stays as a zombie, which runs no more.
running() {
    [ -d "/proc/$1" ] && ! grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null
}
stop() {
    if [ -f "$place/pid" ]; then
        kill "$(cat "$place/pid")" 2>/dev/null || true
        while running "$(cat "$place/pid")"; do sleep 0.05; done
        rm -f "$place/pid"
    fi
}
start() {
    (cd "$place" && setsid /usr/bin/python3 -m uvicorn app:app --host 127.0.0.1 --port "$PORT" --no-access-log \
        > uvicorn.log 2>&1 < /dev/null & echo $! > "$place/pid.new")
    mv "$place/pid.new" "$place/pid"
    for _ in $(seq 200); do
        if curl -sf -o /dev/null "http://127.0.0.1:$PORT/health"; then return 0; fi
        sleep 0.05
    done
    cat "$place/uvicorn.log"
    return 1
}
case "$1" in
up)
    if [ ! -f "$place/release" ] || [ "$(cat "$place/release")" != "$SLIPWAY_RELEASE" ]; then
        if [ -f "$place/app.py" ]; then cp "$place/app.py" "$place/before.py"; fi
    fi
    echo "$SLIPWAY_RELEASE" > "$place/release"
    stop
    cp app.py "$place/app.py"
    start
    echo "$SLIPWAY_RELEASE runs with the password $DATABASE_PASSWORD"
    ;;
down)
    stop
    if [ -f "$place/before.py" ]; then cp "$place/before.py" "$place/app.py"; fi
    rm -f "$place/release"
    start
    ;;
stop)
    stop
    ;;
esac
