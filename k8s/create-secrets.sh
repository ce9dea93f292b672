#!/bin/sh
# create-secrets.sh DIRECTORY NAMESPACE: the secrets of the manifests from the files of `./gapless compose init`. One that is
# there already is left as it is, and told.
set -eu
directory=$1
namespace=$2
make() {
  name=$1
  shift
  kubectl -n "$namespace" create secret generic "$name" "$@" || printf '%s is left as it is\n' "$name" >&2
}
login() {
  kubectl -n "$namespace" create secret generic "$1" --type=kubernetes.io/basic-auth \
    --from-literal=username="$2" --from-file=password="$directory/$3" || printf '%s is left as it is\n' "$1" >&2
}
make gapless-tokens --from-file="$directory/admin.token" --from-file="$directory/service.token"
make gapless-keyset --from-file="$directory/credentials.keyset"
make gapless-certificate-keys --from-file="$directory/certificate-keys.json"
make gapless-redis --from-file=url="$directory/redis.url" --from-file="$directory/redis.conf"
make postgres-superuser --from-file=password="$directory/postgres-superuser.password"
make sandbox --from-file=truth.token="$directory/sandbox-truth.token" --from-file=credentials.prefix="$directory/sandbox-credentials.prefix"
login gapless-database-owner gapless database-owner.password
login gapless-database-scheduler gapless_scheduler database-scheduler.password
login gapless-database-checkpoint gapless_checkpoint database-checkpoint.password
login gapless-database-reader gapless_reader database-reader.password
