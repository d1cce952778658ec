#!/bin/sh
# Starts Pawl by the Node beside it. A link to this file works too.
here=$(dirname "$(readlink -f "$0")")
for node in "$here"/node_modules/node-linux-*/bin/node; do
  exec "$node" "$here/node_modules/pawl/bin/pawl.mjs" "$@"
done
