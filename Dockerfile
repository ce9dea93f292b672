# One file for every service: docker build --build-arg SERVICE=scheduler-service -t gapless/scheduler-service .
# The base images may be replaced by mirrors or hardened ones; the last one needs a Java 25 runtime and no shell.
ARG BUILD_IMAGE=maven:3.9-eclipse-temurin-25
ARG RUNTIME_IMAGE=eclipse-temurin:25-jre

# all services are built once; their images share this layer
FROM ${BUILD_IMAGE} AS build
WORKDIR /source
COPY . .
RUN mvn -B -ntp -Pquick,sbom -DskipTests -am package -pl scheduler-service,http-miner-service,ws-capture-service,processor-service,checkpoint-service,live-service,sandbox-upstream

FROM ${RUNTIME_IMAGE} AS layers
ARG SERVICE
WORKDIR /layers
COPY --from=build /source/${SERVICE}/target/*-exec.jar application.jar
COPY docker/train.sh train.sh
RUN java -Djarmode=tools -jar application.jar extract --layers --destination extracted \
 && mkdir /application \
 && cp -r extracted/dependencies/. extracted/spring-boot-loader/. extracted/snapshot-dependencies/. extracted/application/. /application/ \
 && sh train.sh /application

FROM ${RUNTIME_IMAGE}
ARG SERVICE
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="gapless-${SERVICE}" \
      org.opencontainers.image.description="Knows which intervals of which account's stream it holds, and fills the rest." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
WORKDIR /application
# what changes least comes first, so that a new release moves a few hundred kilobytes and the cache
COPY --from=layers /layers/extracted/dependencies/ ./
COPY --from=layers /layers/extracted/spring-boot-loader/ ./
COPY --from=layers /layers/extracted/snapshot-dependencies/ ./
COPY --from=layers /layers/extracted/application/ ./
COPY --from=layers /application/application.aot ./
ENV SERVER_ADDRESS=0.0.0.0 \
    LOGGING_STRUCTURED_FORMAT_CONSOLE=ecs \
    SPRING_CONFIG_IMPORT=optional:configtree:/run/secrets/
# a number, so that Kubernetes can tell that it is not root
USER 10001:10001
# /tmp is all that is written; give it a volume where the root file system is read-only
ENTRYPOINT ["java", \
  "-XX:AOTCache=application.aot", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=65", "-XX:MetaspaceSize=64m", \
  "-XX:+ExitOnOutOfMemoryError", \
  "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", \
  "-jar", "application.jar"]
