#!/bin/sh
# Prints the first Python on PATH that the program runs on (3.11 to 3.13); status 2 with a sentence where there is none.
set -u
old_ifs=$IFS
for name in python3 python3.13 python3.12 python3.11; do
    IFS=:
    for folder in $PATH; do
        IFS=$old_ifs
        candidate=$folder/$name
        [ -x "$candidate" ] || continue
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null </dev/null; then
            echo "$candidate"
            exit 0
        fi
    done
    IFS=$old_ifs
done
echo "No Python 3.11, 3.12 or 3.13 on PATH. On Debian 12, as root:  apt-get install -y python3" >&2
exit 2
