#!/bin/sh
# Starts the application in DIRECTORY once and keeps what the virtual machine learned as application.aot (JEP 514).
# Neither Kafka nor a database is there, so a service that needs one stops at it: what it loaded until then is kept.
# The options of the virtual machine are those of the image's entry point: a cache made with others is not used.
set -eu
cd "$1"
printf 'training-token-of-no-service' > training.token
java -XX:AOTCacheOutput=application.aot -XX:+UseSerialGC -XX:MaxRAMPercentage=65 \
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -Dspring.context.exit=onRefresh -jar application.jar \
  --server.port=0 --gapless.service-token-file=training.token --gapless.scheduler.accounts.keyset-file=none \
  --spring.datasource.url=jdbc:postgresql://127.0.0.1:1/none --spring.datasource.hikari.connection-timeout=250 \
  >training.log 2>&1 || true
rm -f training.token
if [ ! -s application.aot ]; then
  cat training.log >&2
  exit 1
fi
rm -f training.log
