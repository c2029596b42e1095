#!/usr/bin/env bash
# Installs what is missing, and says nothing when nothing is missing.
#
#   deploy/setup.sh venv      the Python environment, exactly as requirements.lock says
#   deploy/setup.sh broker    RabbitMQ's programs; no broker of the system is started
#   deploy/setup.sh postgres  PostgreSQL's programs, which the tests use; no cluster is started
#   deploy/setup.sh assets    what the pages are dressed in: gateway/static/vendor, from package-lock.json
#   deploy/setup.sh browser   Chromium, and what looks at the pages in tests
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
    echo "haven: $*" >&2
    exit 1
}

# Debian starts a service as soon as it is installed. A broker or database of the system is not ours to start: it would
# sit on the usual ports, and come back at each boot. So starting is forbidden while we install, and disabled after.
install_quietly() {
    local package=$1 policy=/usr/sbin/policy-rc.d log status=0
    shift
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null ||
            fail "$package is missing; install it as root (apt-get install $package), or install sudo."
        as_root=(sudo)
    fi
    command -v apt-get >/dev/null ||
        fail "$package is missing and this machine has no apt; install it, then run this again."
    echo "haven: installing $package (once)"
    log=$(mktemp)
    local forbidden=no
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
        "${as_root[@]}" chmod 755 "$policy"
        forbidden=yes
    fi
    {
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
            "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package"
    } >"$log" 2>&1 || status=$?
    if [ "$forbidden" = yes ]; then "${as_root[@]}" rm -f "$policy"; fi
    if [ "$status" -ne 0 ]; then
        tail -n 5 "$log" >&2
        fail "$package could not be installed with apt; the reason is above."
    fi
    rm -f "$log"
    if [ -d /run/systemd/system ]; then
        for unit in "$@"; do "${as_root[@]}" systemctl disable --quiet --now "$unit" 2>/dev/null || true; done
    fi
}

fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null
}

find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
        if [ -n "$candidate" ] && fits "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    fail "Python 3.11, 3.12 or 3.13 is needed and none was found; install one, or name it: PYTHON=/path/to/python3."
}

# The stamp names what the environment was made from: a new lock is installed into it as it is, so that whatever runs
# from it goes on; another Python, or a moved folder, makes it anew. An environment that is only linked here is somebody
# else's: it is used as it is, since making it anew would empty theirs.
venv() {
    local python
    if [ -L .venv ]; then return; fi
    if [ -e .venv/stamp ] && [ -x .venv/bin/python ] && [ "$(cat .venv/stamp)" = "$(venv_stamp)" ]; then return; fi
    if [ -x .venv/bin/python ] && [ "$(sed -n 2p .venv/stamp 2>/dev/null)" = "$(pwd)" ] && fits .venv/bin/python; then
        echo "haven: installing the packages of the new requirements.lock"
    else
        python=$(find_python)
        "$python" -c 'import ensurepip' 2>/dev/null || install_quietly python3-venv
        echo "haven: making the Python environment (once; a minute or two)"
        rm -f .venv/stamp
        "$python" -m venv --clear .venv
    fi
    .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock ||
        fail "the packages of requirements.lock could not be installed; pip says why above."
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable . ||
        fail "Haven itself could not be installed into .venv; pip says why above."
    venv_stamp >.venv/stamp
}

venv_stamp() {
    sha256sum <requirements.lock | cut -d ' ' -f 1
    pwd
}

broker() {
    [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] ||
        install_quietly rabbitmq-server rabbitmq-server.service epmd.service epmd.socket
}

postgres() {
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null ||
        install_quietly postgresql postgresql.service
}

# Which packages, and their hashes, package-lock.json says; the machine says where they come from. The fonts that the
# style sheet names are on another site, so those rules are left out: no page makes a browser ask anybody but us.
assets() {
    local stamp vendor=gateway/static/vendor from=node_modules/nhsuk-frontend/dist/nhsuk
    stamp=$(packages_stamp)
    if [ "$(cat $vendor/stamp 2>/dev/null)" = "$stamp" ]; then return; fi
    npm_packages
    echo "haven: putting the pages' style sheet and script in place"
    rm -rf $vendor
    mkdir -p $vendor
    cp $from/nhsuk-frontend.min.js $vendor/nhsuk-frontend.js
    sed -i '/^\/\/# sourceMappingURL=/d' $vendor/nhsuk-frontend.js
    sed -E 's#@font-face\{[^}]*\}##g; s#url\((["'"'"']?)/assets/images/#url(\1images/#g; /sourceMappingURL=/d' \
        $from/nhsuk-frontend.min.css >$vendor/nhsuk-frontend.css
    cp -R $from/assets/images $vendor/images
    if grep -qE 'url\(.?(https?:)?//' $vendor/nhsuk-frontend.css; then
        fail "the style sheet names another site; look at assets in deploy/setup.sh."
    fi
    echo "$stamp" >$vendor/stamp
}

browser() {
    [ -x /usr/bin/chromium ] || install_quietly chromium
    npm_packages
}

npm_packages() {
    if [ "$(cat node_modules/.stamp 2>/dev/null)" = "$(packages_stamp)" ]; then return; fi
    command -v npm >/dev/null || install_quietly npm
    echo "haven: installing the packages of package-lock.json"
    npm ci --silent --no-progress ||
        fail "the packages of package-lock.json could not be installed; npm says why above."
    packages_stamp >node_modules/.stamp
}

packages_stamp() {
    cat package-lock.json deploy/setup.sh | sha256sum | cut -d ' ' -f 1
}

# Several `make` at once on one checkout: one installs, the others wait for it.
exec 9<.
flock 9
for part in "$@"; do
    case $part in
        venv | broker | postgres | assets | browser) "$part" ;;
        *) fail "setup.sh knows venv, broker, postgres, assets and browser, not $part." ;;
    esac
done
