# Sourced by each door: find a Python that can do the work, then hand over to the package beside this file.
# A Python with the venv module is preferred; without one, set-up says in a sentence which package to install.
LOCAL="$(dirname -- "$0")/local"
FOUND=
for CANDIDATE in python3 python3.11 python3.12 python3.13 python3.14 /usr/bin/python3; do
    "$CANDIDATE" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
    FOUND="${FOUND:-$CANDIDATE}"
    if "$CANDIDATE" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        FOUND="$CANDIDATE"
        break
    fi
done
if [ -z "$FOUND" ]; then
    echo "Outturn needs Python 3.11 or newer: install it (Debian, Ubuntu: apt-get install python3 python3-venv)." >&2
    exit 1
fi
exec "$FOUND" "$LOCAL" "$DOOR" "$@"
