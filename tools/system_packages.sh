#!/bin/sh
# The programs that some tests drive: LibreOffice recalculates workbooks, Chromium shows report pages, poppler turns pages into pictures.
# They are installed where this user may (apt-get, as root or with sudo that asks nothing); else their tests skip and say so.
set -eu

missing=
need() { # need COMMAND PACKAGE
    command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
need soffice libreoffice-calc
need chromium chromium
need pdftoppm poppler-utils
if ! ls /usr/share/fonts/*/noto/NotoS*CJK* >/dev/null 2>&1; then
    if ! { command -v fc-list >/dev/null 2>&1 && fc-list :lang=zh-cn | grep -q .; }; then
        missing="$missing fonts-noto-cjk"
    fi
fi
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
    as_root="sudo -n"
fi
if command -v apt-get >/dev/null 2>&1 && $as_root true >/dev/null 2>&1; then
    echo "Installing$missing …"
    # One retry: mirrors fail now and then, and a half-old package list is the usual reason.
    for attempt in first second; do
        # shellcheck disable=SC2086
        if $as_root env DEBIAN_FRONTEND=noninteractive sh -c "apt-get update -qq && apt-get install -qq -y --no-install-recommends $missing" >/dev/null; then
            exit 0
        fi
        echo "The $attempt attempt to install$missing failed." >&2
    done
fi
echo "Not installed, and may not be installed here:$missing. The tests that need them will be skipped." >&2
