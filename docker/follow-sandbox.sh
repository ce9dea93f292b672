#!/bin/sh
# What an operator would do: applies the sandbox's manifest and follows its accounts. Done again, it changes nothing.
set -eu
scheduler=http://scheduler:7070
sandbox=sandbox:9190
accounts=${ACCOUNTS:-20}
admin() { curl -fsS --retry 60 --retry-delay 2 --retry-all-errors -H "Authorization: Bearer $(cat /run/secrets/admin.token)" "$@"; }
sed "s|127.0.0.1:9190|$sandbox|" /sandbox.yaml |
  admin -X PUT -H 'Content-Type: application/yaml' --data-binary @- "$scheduler/v1/sources/sandbox"
number=1
while [ "$number" -le "$accounts" ]; do
  account=$(printf 'acc-%04d' "$number")
  printf '{"credential":"%s-%s"}' "$(cat /run/secrets/sandbox-credentials.prefix)" "$account" |
    admin -X PUT -H 'Content-Type: application/json' --data-binary @- "$scheduler/v1/accounts/sandbox/$account"
  number=$((number + 1))
done
printf '%s accounts of the sandbox are followed\n' "$accounts"
