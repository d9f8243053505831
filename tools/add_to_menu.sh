#!/bin/sh
# Enters the program beside this script into the menu of the person's desktop, and lets archives of tickets open with it.
# Run it again after moving the folder.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
data=${XDG_DATA_HOME:-$HOME/.local/share}
menu=$data/applications
mkdir -p "$menu" "$data/mime/packages"
sed "s|@HERE@|$here|g" "$here/clausedesk.desktop.in" > "$menu/clausedesk.desktop"
cp "$here/clausedesk-mime.xml" "$data/mime/packages/clausedesk.xml"
if command -v update-mime-database > /dev/null; then update-mime-database "$data/mime" > /dev/null 2>&1 || true; fi
if command -v update-desktop-database > /dev/null; then update-desktop-database "$menu" > /dev/null 2>&1 || true; fi
echo "$menu/clausedesk.desktop"
