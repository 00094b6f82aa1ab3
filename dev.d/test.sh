# Testing: the suites, one after another, and what they add up to.

# ctest_suite NAME [CTEST OPTIONS...]
ctest_suite() {
    local name=$1
    shift
    stage "$name" run_ctest "$name" "$@"
    python3 dev.d/tally.py ctest "$log/$name.xml" >"$log/$name.count"
    # shellcheck disable=SC2046 # two numbers
    tally "$name" $(cat "$log/$name.count")
}

run_ctest() {
    local name=$1
    shift
    rm -f "$log/$name.xml"
    ctest --test-dir build/release -j "$(job_count)" --output-on-failure --no-tests=error \
        --test-output-size-passed 1000000 --test-output-size-failed 1000000 \
        --output-junit "$root/$log/$name.xml" "$@"
}

# text_suite NAME COMMAND...: a suite that says itself how many passed and failed.
text_suite() {
    local name=$1
    stage "$@"
    # shellcheck disable=SC2046 # two numbers
    tally "$name" $(python3 dev.d/tally.py text "$log/$name.log")
}

web_check() {
    use_node
    unless_same web-check web/node_modules "$(fingerprint web doc/api.yaml dev.d/node)" \
        npm run --prefix web check
}

web_test() {
    use_node
    NO_COLOR=1 npm run --prefix web test
}

walks() {
    use_node
    node test/walks/run.mjs "$@"
}

api() {
    use_node
    node test/api/run.mjs "$@"
}

web_suite() {
    stage web-check web_check
    text_suite web-test web_test
}

everything() {
    prepare all web tidy test
    if failed; then return; fi
    ctest_suite ctest
    web_suite
    text_suite api api
    text_suite walks walks
}

# some SUITE...: each with no more set-up than it needs.
some() {
    local suite
    for suite in "$@"; do
        case $suite in
        tidy)
            packages apt tidy
            text_suite tidy python3 test/tidy/tidy.py
            ;;
        unit)
            packages apt build tidy test
            stage build release_build unit_tests
            if ! failed; then ctest_suite unit -L unit; fi
            ;;
        web)
            prepare_web web tidy
            if ! failed; then web_suite; fi
            ;;
        api) some_api ;;
        walks) some_walks ;;
        *)
            packages apt build tidy test
            stage build release_build all
            if failed; then continue; fi
            if [ "$suite" = ctest ]; then
                ctest_suite ctest
            else
                ctest_suite "$suite" -R "^$suite"
            fi
            ;;
        esac
    done
}

# some_walks [--pictures] [part of a walk's name...]
some_walks() {
    prepare sparekeyd web tidy test
    if ! failed; then text_suite walks walks "$@"; fi
}

# some_api [part of a test's name...]
some_api() {
    prepare sparekeyd web tidy test
    if ! failed; then text_suite api api "$@"; fi
}

command_test() {
    begin
    case ${1:-} in
    '') everything ;;
    api) some_api "${@:2}" ;;
    walks) some_walks "${@:2}" ;;
    *) some "$@" ;;
    esac
    verdict
}
