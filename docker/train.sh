#!/bin/sh
# Starts the application in DIRECTORY once and keeps what the virtual machine learned as application.aot (JEP 514).
# Neither Kafka nor a database is there. A service starts all of its parts, asks its own probes, and ends. The sandbox
# is none: it knows no training, and ends at once.
# The options of the virtual machine are those of the image's entry point: a cache made with others is not used.
set -eu
cd "$1"
printf 'training-token-of-no-service' > training.token
java -XX:AOTCacheOutput=application.aot -XX:+UseSerialGC -XX:MaxRAMPercentage=65 -XX:MetaspaceSize=64m \
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -jar application.jar \
  --gapless.training-run=true --server.port=0 --server.address=127.0.0.1 \
  --management.server.port=0 --management.server.address=127.0.0.1 --logging.structured.format.console=ecs \
  --gapless.service-token-file=training.token --gapless.schema.migrate=false \
  --gapless.scheduler.accounts.keyset-file=training.keyset \
  --spring.datasource.url=jdbc:postgresql://127.0.0.1:1/none --spring.datasource.hikari.connection-timeout=250 \
  >training.log 2>&1 || true
rm -f training.token training.keyset
trained=yes
if ls lib | grep -q '^gapless-common-'; then
  grep -q probe-trained training.log || trained=no
fi
if [ ! -s application.aot ] || [ "$trained" = no ]; then
  cat training.log >&2
  exit 1
fi
rm -f training.log
