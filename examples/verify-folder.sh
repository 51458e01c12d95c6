#!/bin/sh
# Judges every quote of a folder and ends with 0 only when all of them are accepted.
# usage: verify-folder.sh FOLDER [POLICY]
set -eu
folder=$1
policy=${2:-strict}
for quote in "$folder"/*.bin; do
  printf '{"evidence":"%s","policy":"%s"}\n' "$(base64 <"$quote" | tr -d '\n')" "$policy"
done | npm run -s attestry -- verify --batch -
