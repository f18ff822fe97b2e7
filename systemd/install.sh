#!/bin/bash
# Installs VideoCheck, or removes it: called by "make install" and "make uninstall" with BUILD_DIR, PREFIX and DESTDIR set.
#
# Configuration is handled as dpkg does: a file that nobody edited is replaced; an edited one stays, and a new version of
# it is put beside it as *.new; a file that was deleted stays deleted. What counts as unedited is the version shipped
# last, kept in PREFIX/share/videocheck/shipped.
set -euo pipefail

cd "$(dirname "$0")/.."
: "${BUILD_DIR:?}" "${PREFIX:?}"
DESTDIR=${DESTDIR:-}
PROGRAMS=(videocheckd videocheck-media videocheck)
UNITS=(videocheckd.service videocheck-backup.service videocheck-backup.timer)
home=$DESTDIR$PREFIX/lib/videocheck       # the programs and the Swift libraries that they were built with
bin=$DESTDIR$PREFIX/bin
units=$DESTDIR$PREFIX/lib/systemd/system
shipped=$DESTDIR$PREFIX/share/videocheck/shipped
etc=$DESTDIR/etc/videocheck

say() { printf '%s\n' "$*"; }

die() {
    printf 'install: %s\n' "$*" >&2
    exit 1
}

# Replaces a file in one step: a running program keeps the one it has.
put() { # mode source target
    install -D -m "$1" "$2" "$3.installing"
    mv -f "$3.installing" "$3"
}

put_text() { # mode target, text on standard input
    mkdir -p "$(dirname "$2")"
    cat >"$2.installing"
    chmod "$1" "$2.installing"
    mv -f "$2.installing" "$2"
}

install_programs() {
    [[ -x $BUILD_DIR/videocheckd && -x $BUILD_DIR/videocheck-media ]] ||
        die "$BUILD_DIR has no programs: run \"make build\" first, or name another BUILD_DIR"
    local name library
    mkdir -p "$home" "$bin"
    for name in "${PROGRAMS[@]}"; do
        [[ -x $BUILD_DIR/$name ]] || continue
        put 0755 "$BUILD_DIR/$name" "$home/$name"
        strip --strip-unneeded -o "$home/$name.installing" "$home/$name" && mv -f "$home/$name.installing" "$home/$name"
        ln -sfn "../lib/videocheck/$name" "$bin/$name"
    done
    # Swift's own libraries lie where the compiler was unpacked, perhaps in someone's home; the programs also look beside
    # themselves.
    while read -r library; do
        put 0755 "$library" "$home/$(basename "$library")"
    done < <(for name in "${PROGRAMS[@]}"; do [[ -x $BUILD_DIR/$name ]] && ldd "$BUILD_DIR/$name"; done |
        awk '$2 == "=>" && $3 ~ /\/swift\/linux\// { print $3 }' | sort -u)
    say "programs: $PREFIX/bin ($(for name in "${PROGRAMS[@]}"; do [[ -e $home/$name ]] && printf '%s ' "$name"; done))"
}

install_completions() {
    [[ -x $BUILD_DIR/videocheck ]] || return 0
    "$BUILD_DIR/videocheck" --generate-completion-script bash |
        put_text 0644 "$DESTDIR$PREFIX/share/bash-completion/completions/videocheck"
    "$BUILD_DIR/videocheck" --generate-completion-script zsh |
        put_text 0644 "$DESTDIR$PREFIX/share/zsh/site-functions/_videocheck"
    say "completions: bash, zsh"
}

install_units() {
    local unit
    for unit in "${UNITS[@]}"; do
        sed "s|@PREFIX@|$PREFIX|g" "systemd/$unit" | put_text 0644 "$units/$unit"
    done
    put 0644 systemd/sysusers.conf "$DESTDIR$PREFIX/lib/sysusers.d/videocheck.conf"
    put 0644 systemd/tmpfiles.conf "$DESTDIR$PREFIX/lib/tmpfiles.d/videocheck.conf"
    say "units: $PREFIX/lib/systemd/system (${UNITS[*]})"
}

# One file of the configuration, by its path below config/.
configure() {
    local fresh=config/$1 mine=$etc/$1 last=$shipped/$1
    if [[ -e $mine ]]; then
        if cmp -s "$fresh" "$mine"; then
            rm -f "$mine.new"
        elif [[ -e $last ]] && cmp -s "$last" "$mine"; then
            put 0644 "$fresh" "$mine"
            rm -f "$mine.new"
            say "configuration: /etc/videocheck/$1 replaced by the new version (it was not edited)"
        elif [[ -e $last ]] && cmp -s "$last" "$fresh"; then
            say "configuration: /etc/videocheck/$1 kept as you edited it"
        else
            put 0644 "$fresh" "$mine.new"
            say "configuration: /etc/videocheck/$1 kept as you edited it; the new version is $1.new beside it: compare them"
        fi
    elif [[ -e $last ]]; then
        say "configuration: /etc/videocheck/$1 was deleted and stays so (the new version: $PREFIX/share/videocheck/shipped/$1)"
    else
        put 0644 "$fresh" "$mine"
    fi
    put 0644 "$fresh" "$last"
}

install_configuration() {
    local file first=no
    [[ -e $etc/videocheck.toml ]] || first=yes
    mkdir -p "$etc"
    while read -r file; do configure "$file"; done < <(cd config && find . -type f | sed 's|^\./||' | LC_ALL=C sort)
    if [[ ! -e $etc/keys ]]; then
        if [[ -d $DESTDIR/var/lib/videocheck && -e $DESTDIR/var/lib/videocheck/videocheck.sqlite ]]; then
            say "keys: /etc/videocheck/keys is missing and there is a database: put the copy of the keys file back; none was made"
        else
            "$BUILD_DIR/videocheckd" new-key "$etc/keys" >/dev/null
            say "keys: /etc/videocheck/keys made, a fresh key"
            [[ -z $DESTDIR ]] || say "keys: if $DESTDIR becomes a package, leave etc/videocheck/keys out of it: every machine needs its own"
        fi
    fi
    [[ $first == no ]] || fresh_installation=yes
}

# What only a running machine can do; a tree below DESTDIR is somebody else's to activate.
activate() {
    [[ -z $DESTDIR ]] || return 0
    if ((EUID != 0)); then
        say "user and folders were not made: that takes root (systemd-sysusers, systemd-tmpfiles)"
        return 0
    fi
    if command -v systemd-sysusers >/dev/null && command -v systemd-tmpfiles >/dev/null; then
        systemd-sysusers "$PREFIX/lib/sysusers.d/videocheck.conf"
        systemd-tmpfiles --create "$PREFIX/lib/tmpfiles.d/videocheck.conf"
    else
        say "systemd is not installed here: make the user videocheck and give it /var/lib/videocheck and /etc/videocheck/keys"
    fi
    if [[ -d /run/systemd/system ]]; then
        systemctl daemon-reload
        if systemctl --quiet is-active videocheckd.service; then
            say "videocheckd runs the version before this one until: systemctl restart videocheckd"
        fi
    else
        say "systemd does not run here (a container?): start it by hand, as the user videocheck: $PREFIX/bin/videocheckd run"
    fi
}

next_steps() {
    [[ ${fresh_installation:-no} == yes ]] || return 0
    cat <<STEPS

Next:
  1. Edit /etc/videocheck/videocheck.toml (center.name, http.public_url, licensing, mail); then: videocheckd check-config
  2. Copy /etc/videocheck/keys to a safe place: without it sealed numbers cannot be read, and no backup has it.
  3. systemctl enable --now videocheckd.service videocheck-backup.timer
STEPS
}

remove() {
    local name unit
    if [[ -z $DESTDIR && -d /run/systemd/system ]]; then
        systemctl disable --now "${UNITS[@]}" || true
    fi
    for name in "${PROGRAMS[@]}"; do rm -f "$bin/$name"; done
    for unit in "${UNITS[@]}"; do rm -f "$units/$unit"; done
    rm -rf "$home"
    rm -f "$DESTDIR$PREFIX/lib/sysusers.d/videocheck.conf" "$DESTDIR$PREFIX/lib/tmpfiles.d/videocheck.conf" \
        "$DESTDIR$PREFIX/share/bash-completion/completions/videocheck" \
        "$DESTDIR$PREFIX/share/zsh/site-functions/_videocheck"
    if [[ -z $DESTDIR && -d /run/systemd/system ]]; then systemctl daemon-reload; fi
    say "removed. Left where they are: /etc/videocheck (configuration, keys), /var/lib/videocheck (state, footage), backups,"
    say "the user videocheck, and $PREFIX/share/videocheck (what was shipped, for the next installation)."
}

case ${1:-} in
install)
    umask 022
    install_programs
    install_completions
    install_units
    install_configuration
    activate
    next_steps
    ;;
uninstall) remove ;;
*) die "say install or uninstall" ;;
esac
