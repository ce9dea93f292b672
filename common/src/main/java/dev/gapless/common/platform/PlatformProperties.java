package dev.gapless.common.platform;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Everything that all services share, under {@code gapless}.
 *
 * @param instance name of this process in the ids of its Kafka clients, the same after a restart; the host's name
 *     unless it is set. Two processes of the same name do not harm each other
 * @param schedulerUrl address of the scheduler
 * @param checkpointUrl address of the checkpoint service
 * @param serviceTokenFile file with the token by which services know each other; without it no caller is accepted as a
 *     service
 * @param adminTokenFile file with the operators' token; without it no caller is accepted as an operator
 * @param makeKeys true: a service makes a missing key file. Right for one process of each service on one machine;
 *     several processes would each make their own. False: a service with a missing key file does not start
 * @param servicesSslBundle name of the SSL bundle for calls to services whose URLs are {@code https}: the trusted
 *     authority, and this service's certificate. Without it, the Java runtime's list is trusted. A reloaded bundle is
 *     used from the next request on
 */
@Validated
@ConfigurationProperties("gapless")
public record PlatformProperties(
        @DefaultValue("") String instance,
        @DefaultValue("http://127.0.0.1:7070") @NotNull URI schedulerUrl,
        @DefaultValue("http://127.0.0.1:7074") @NotNull URI checkpointUrl,
        @Nullable Path serviceTokenFile,
        @Nullable Path adminTokenFile,
        @DefaultValue("false") boolean makeKeys,
        @Nullable String servicesSslBundle,
        @DefaultValue @Valid Topics topics) {

    public PlatformProperties {
        instance = instance.isBlank() ? HostName.get() : instance;
    }

    /**
     * What the topics must be. All services of an installation are given the same.
     *
     * @param partitions partitions of each topic; an existing topic with another number is refused, and never changed
     * @param replication copies of each partition, at least
     * @param minInsyncReplicas copies that must at least have a record before it is acknowledged
     * @param maxRecord the largest content of a record, from 1 MB to 24 MB: a frame, an element of a page, the bytes in
     *     a dead letter. What the topics and producers take is {@linkplain #maxRecordWithHeaders() a little more}
     * @param checkEvery time between two comparisons of the topics with these settings
     */
    public record Topics(
            @DefaultValue("12") @Min(1) int partitions,
            @DefaultValue("3") @Min(1) short replication,
            @DefaultValue("2") @Min(1) short minInsyncReplicas,
            @DefaultValue("8MB") @NotNull DataSize maxRecord,

            @DefaultValue("30s") @NotNull @DurationMin(millis = 100)
            Duration checkEvery) {

        private static final DataSize SMALLEST_RECORD = DataSize.ofMegabytes(1);

        /** With its headers such a record fits into the memory that a producer has by default, 32 MB. */
        private static final DataSize LARGEST_RECORD = DataSize.ofMegabytes(24);

        /** Key, headers and reason of what a content of the largest size travels with. */
        private static final DataSize HEADERS = DataSize.ofMegabytes(1);

        public Topics {
            if (minInsyncReplicas > replication) {
                throw new IllegalArgumentException(
                        "gapless.topics.min-insync-replicas: %d (expected: at most gapless.topics.replication, which is %d)"
                                .formatted(minInsyncReplicas, replication));
            }
            if (maxRecord.compareTo(SMALLEST_RECORD) < 0 || maxRecord.compareTo(LARGEST_RECORD) > 0) {
                throw new IllegalArgumentException("gapless.topics.max-record: %s (expected: from %s to %s)"
                        .formatted(maxRecord, SMALLEST_RECORD, LARGEST_RECORD));
            }
        }

        /** What the topics and the producers take, in bytes: the largest content and room for key and headers. */
        int maxRecordWithHeaders() {
            return Math.toIntExact(maxRecord.toBytes() + HEADERS.toBytes());
        }
    }
}
