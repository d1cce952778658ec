#!/bin/sh
# Where an installation by npm has the command, so that packaging/pawl.service finds it.
exec "$(dirname "$(readlink -f "$0")")/../../pawl" "$@"
