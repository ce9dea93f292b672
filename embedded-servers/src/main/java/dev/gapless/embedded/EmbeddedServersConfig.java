package dev.gapless.embedded;

import java.nio.file.Path;

/**
 * Where embedded servers keep their data and listen, on the loopback address only.
 *
 * @param directory made when it is absent; used by one process at a time
 * @param kafkaPort 0 for any that is free; kept in the directory, so that the next start has the same
 * @param postgresPort likewise
 * @param redisPort likewise
 */
public record EmbeddedServersConfig(Path directory, int kafkaPort, int postgresPort, int redisPort) {}
