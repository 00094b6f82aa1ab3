# Building: C++ by cmake and ninja into build/release, the web pages by npm into web/build; and run.

export CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1

# As many jobs as there are cores, but no more than memory allows: a source with Beast takes nearly
# 1 GB.
job_count() {
    local cores gigabytes
    cores=$(nproc)
    gigabytes=$(awk '/^MemAvailable/ { print int($2 / 1000000) }' /proc/meminfo)
    [ "$gigabytes" -ge 1 ] || gigabytes=1
    echo $((cores < gigabytes ? cores : gigabytes))
}

# configure FOLDER [CMAKE OPTIONS...]
configure() {
    local folder=$1
    shift
    cmake -S . -B "$folder" -G Ninja -DCMAKE_CXX_COMPILER_LAUNCHER=ccache "$@"
}

# cpp_build FOLDER TARGET [CMAKE OPTIONS...]
cpp_build() {
    local folder=$1 target=$2
    shift 2
    configure "$folder" "$@"
    ninja -C "$folder" -j "$(job_count)" "$target"
}

release_build() { cpp_build build/release "$1" -DCMAKE_BUILD_TYPE=Release; }

web_install() {
    use_node
    unless_same web-install web/node_modules \
        "$(fingerprint web/package.json web/package-lock.json dev.d/node)" \
        npm ci --prefix web --no-audit --no-fund
}

web_build() {
    use_node
    unless_same web-build web/build "$(fingerprint web doc/api.yaml dev.d/node)" \
        npm run --prefix web build
}

# The web's half of the set-up, beside the C++ build.
prepare_web() {
    packages apt-more "$@"
    stage node node_tools
    if stage_failed node; then return; fi
    stage npm web_install
    if stage_failed npm; then return; fi
    stage web-build web_build
}

# prepare TARGET GROUP...: installs and builds; the groups' packages come beside the C++ build.
prepare() {
    local target=$1 web
    shift
    packages apt build
    if failed; then return; fi
    prepare_web "$@" &
    web=$!
    stage build release_build "$target"
    wait "$web"
}

command_build() {
    begin
    prepare "${1:-all}" web
    stop_if_failed
    stage_table
}

command_run() {
    begin
    prepare sparekeyd web
    stop_if_failed
    # The server says itself what to open, for its port may be another.
    printf '\nCtrl-C stops the server. Its data is in var/.\n\n'
    exec build/release/sparekeyd run --create "$@"
}

command_clean() {
    rm -rf build web/build web/.svelte-kit web/node_modules .tools
    printf 'Removed build/, web/build/, web/node_modules/ and .tools/. What is in var/ stays.\n'
}
