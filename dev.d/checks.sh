# What a developer runs now and then: layout, lint, sanitizers, fuzzing, mutants, benchmarks.

# sources [--all]: C++ files that differ from the branch's last commit on main (or all).
sources() {
    if [ "${1:-}" = --all ]; then
        git ls-files -- '*.cpp' '*.h'
    else
        {
            git diff --name-only --diff-filter=d HEAD -- '*.cpp' '*.h'
            git ls-files -o --exclude-standard -- '*.cpp' '*.h'
        } | sort -u
    fi
}

command_fmt() {
    begin
    packages apt lint
    stop_if_failed
    sources "$@" | xargs -r clang-format -i
    sources "$@" | sed 's/^/laid out: /'
}

check_layout() { sources "$@" | xargs -r clang-format --dry-run -Werror; }

# clang cannot read g++'s precompiled header: lint has a build folder of its own, without one.
check_tidy() {
    configure build/lint -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON
    sources "$@" | { grep '\.cpp$' || true; } |
        xargs -r -P "$(job_count)" -n 1 clang-tidy -p build/lint --quiet
}

command_lint() {
    begin
    packages apt build lint fuzz
    stop_if_failed
    stage layout check_layout "$@"
    stage lint check_tidy "$@"
    stop_if_failed
    stage_table
}

sanitized_build() {
    cpp_build "build/$1" all -DCMAKE_BUILD_TYPE=Release "-DSPAREKEY_SANITIZE=$2"
}

sanitized_test() {
    local folder=build/$1
    shift
    export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
    export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
    export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1
    ctest --test-dir "$folder" -j "$(job_count)" --output-on-failure --no-tests=error -LE tidy "$@"
}

command_sanitize() {
    local filter=(${1:+-R "$1"}) name
    begin
    packages apt build tidy test
    stop_if_failed
    for name in asan:address,undefined tsan:thread; do
        stage "build-${name%:*}" sanitized_build "${name%:*}" "${name#*:}"
        if stage_failed "build-${name%:*}"; then continue; fi
        stage "${name%:*}" sanitized_test "${name%:*}" "${filter[@]}"
    done
    stop_if_failed
    stage_table
}

command_fuzz() {
    local seconds=60 target
    begin
    if [ "${1:-}" = --seconds ]; then
        seconds=$2
        shift 2
    fi
    packages apt build fuzz
    stop_if_failed
    stage build-fuzz cpp_build build/fuzz fuzzers -DCMAKE_BUILD_TYPE=Release \
        -DCMAKE_CXX_COMPILER=clang++ -DSPAREKEY_FUZZ=ON
    stop_if_failed
    for target in $(find build/fuzz -name 'fuzz_*' -type f -executable -printf '%f\n' | sort); do
        if [ $# -eq 0 ] || [[ " $* " == *" ${target#fuzz_} "* ]]; then
            stage "$target" fuzz_one "$target" "$seconds"
        fi
    done
    stop_if_failed
    stage_table
}

# What it finds stays in build/fuzz/corpus; the project's own corpus is only read.
fuzz_one() {
    local target=$1 name=${1#fuzz_} program
    program=$(find build/fuzz -name "$target" -type f -executable)
    mkdir -p "build/fuzz/corpus/$name" "test/fuzz/corpus/$name"
    "$program" -max_total_time="$2" -rss_limit_mb=2048 -timeout=10 -print_final_stats=1 \
        -artifact_prefix="build/fuzz/$name-" "build/fuzz/corpus/$name" "test/fuzz/corpus/$name"
}

command_mutants() {
    begin
    packages apt build tidy test
    stop_if_failed
    exec test/mutants/run "$@"
}

bench_build() {
    cpp_build build/release benches -DCMAKE_BUILD_TYPE=Release -DSPAREKEY_BENCH=ON
}

# With the web pages: an idle daemon holds them in memory.
command_bench() {
    begin
    packages apt build tidy test bench
    stop_if_failed
    prepare_web web
    stage build-bench bench_build
    stop_if_failed
    stage_table
    exec bench/run "$@"
}
