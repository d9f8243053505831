#!/bin/sh
# Enters the program beside this script into the menu of the person's desktop. Run it again after moving the folder.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
menu=${XDG_DATA_HOME:-$HOME/.local/share}/applications
mkdir -p "$menu"
sed "s|@HERE@|$here|g" "$here/clausedesk.desktop.in" > "$menu/clausedesk.desktop"
echo "$menu/clausedesk.desktop"
