# Stages: a command with its output in build/log/, its time and its result; and the tally of tests.

log=build/log

# Forgets the last command's stages. Every command begins with it.
begin() {
    mkdir -p "$log" build/stamp
    : >"$log/stages"
    : >"$log/tally"
    began_at=$EPOCHREALTIME
    # A shell starts what runs beside it deaf to Ctrl-C: end the whole group.
    trap 'trap - INT; kill 0' INT
}

seconds_since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }'; }

# stage NAME COMMAND...: runs it and notes how it went; returns 0 all the same, so that what runs
# beside it can end. Never call it where the shell ignores a failing command (if, ||, &&): the
# command would go on after its first error.
stage() {
    local name=$1 began=$EPOCHREALTIME status seconds
    shift
    printf '%-10s ...\n' "$name"
    set +e
    (
        set -e
        "$@"
    ) >"$log/$name.log" 2>&1 </dev/null
    status=$?
    set -e
    seconds=$(seconds_since "$began")
    printf '%s %s %s\n' "$name" "$seconds" "$status" >>"$log/stages"
    if [ "$status" -eq 0 ]; then
        printf '%-10s %6s s\n' "$name" "$seconds"
    else
        printf '%-10s FAILED after %s s. The end of %s:\n' "$name" "$seconds" "$log/$name.log"
        tail -n 60 "$log/$name.log" | sed 's/^/    /'
    fi
}

failed() { awk '$3 != 0 { found = 1 } END { exit !found }' "$log/stages"; }
stage_failed() {
    awk -v name="$1" '$1 == name && $3 != 0 { found = 1 } END { exit !found }' "$log/stages"
}

stop_if_failed() {
    if failed; then
        stage_table
        exit 1
    fi
}

stage_table() {
    printf '\n%-12s %8s\n' stage seconds
    awk '{ printf "%-12s %8.1f%s\n", $1, $2, $3 == 0 ? "" : "  failed" }' "$log/stages"
    printf '%-12s %8s\n' 'all of it' "$(seconds_since "$began_at")"
}

# tally SUITE PASSED FAILED
tally() { printf '%s %d %d\n' "$@" >>"$log/tally"; }

# The last line of a test run. A stage that failed without a failing test to its name counts as one.
verdict() {
    local passed failed
    read -r passed failed < <(awk -v tally="$log/tally" '
        FILENAME == tally { passed += $2; failed += $3; failing[$1] += $3 }
        FILENAME != tally && $3 != 0 && !failing[$1] { ++failed }
        END { print passed + 0, failed + 0 }' "$log/tally" "$log/stages")
    stage_table
    printf '\n%d passed, %d failed\n' "$passed" "$failed"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

# fingerprint PATH...: one digest over the names and contents of the files, generated ones left out.
fingerprint() {
    local generated=(-name node_modules -o -name .svelte-kit -o -name api-types.ts)
    generated+=(-o -path web/build)
    find "$@" \( "${generated[@]}" \) -prune -o -type f -print0 |
        LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum
}

# unless_same NAME MADE DIGEST COMMAND...: runs the command only where what it made is gone, or the
# digest differs from that of its last success.
unless_same() {
    local stamp=build/stamp/$1 made=$2 digest=$3
    shift 3
    if [ -e "$made" ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$digest" ]; then
        printf 'Nothing changed since the last time: %s\n' "$*"
        return
    fi
    rm -f "$stamp"
    "$@"
    printf '%s\n' "$digest" >"$stamp"
}
