# What a fresh machine lacks: Debian packages (packages.txt), and the one Node that every web tool
# runs under.

# wanted GROUP...: "package|command" and the reason, a line each.
wanted() {
    local groups=" $* " group package why
    while read -r group package why; do
        case $groups in *" $group "*) printf '%s %s\n' "$package" "$why" ;; esac
    done < <(grep -v -e '^#' -e '^$' packages.txt)
}

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# missing GROUP...: those of the wanted packages that are not there, with the reason.
missing() {
    local package why
    while read -r package why; do
        case $package in
        *'|'*) if command -v "${package#*|}" >/dev/null; then continue; fi ;;
        esac
        installed "${package%|*}" || printf '%s %s\n' "${package%|*}" "$why"
    done < <(wanted "$@")
}

# packages STAGE GROUP...: installs what is missing, saying what and why first. Where nothing is
# missing there is no stage.
packages() {
    local name=$1 list
    shift
    if ! command -v dpkg-query >/dev/null; then
        printf 'This is no Debian. What must be there is listed in packages.txt.\n'
        return
    fi
    list=$(missing "$@")
    [ -n "$list" ] || return 0
    printf 'Debian packages to install:\n'
    awk '{ package = $1; $1 = ""; printf "  %-24s%s\n", package, $0 }' <<<"$list"
    # shellcheck disable=SC2046 # one word a package
    stage "$name" apt_install $(awk '{ print $1 }' <<<"$list")
}

apt_install() {
    local as_root=() options=(-y --no-install-recommends)
    # A machine of continuous integration is thrown away: dpkg need not wait for its disk.
    if [ -n "${CI:-}" ]; then options+=(-o Dpkg::Options::=--force-unsafe-io); fi
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            printf 'Installing needs root, and there is no sudo. As root:\n'
            printf '  apt-get install %s\n' "$*"
            return 1
        fi
        as_root=(sudo)
    fi
    if [ -z "$(find build/stamp/apt-update -mmin -720 2>/dev/null)" ]; then
        "${as_root[@]}" apt-get update
        touch build/stamp/apt-update
    fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install "${options[@]}" "$@"
}

# Debian's npm is only the ferry: it fetches Node and npm, pinned by dev.d/node/package-lock.json,
# into .tools/.
node_tools() {
    mkdir -p .tools
    unless_same node .tools/bin/node "$(fingerprint dev.d/node)" fetch_node
    use_node
    node --version
    npm --version
}

fetch_node() {
    cp dev.d/node/package.json dev.d/node/package-lock.json .tools/
    npm ci --prefix .tools --no-audit --no-fund
    # Debian's npm 9 does not link the programs of an optional package.
    rm -rf .tools/bin
    mkdir .tools/bin
    (cd .tools/bin && ln -s ../node_modules/node-linux-*/bin/node node)
    ln -s ../node_modules/npm/bin/npm-cli.js .tools/bin/npm
    ln -s ../node_modules/npm/bin/npx-cli.js .tools/bin/npx
}

use_node() { export PATH="$root/.tools/bin:$PATH"; }
