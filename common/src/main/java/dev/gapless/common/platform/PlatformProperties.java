package dev.gapless.common.platform;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Everything that all services share, under {@code gapless}.
 *
 * @param instance this process among its equals, the same after a restart; part of Kafka client and transaction ids
 * @param schedulerUrl where the scheduler answers
 * @param checkpointUrl where the checkpoint service answers
 * @param serviceTokenFile holds the token by which services know each other; nobody is let in as a service without it
 * @param adminTokenFile holds the operators' token; nobody is let in as an operator without it
 */
@Validated
@ConfigurationProperties("gapless")
public record PlatformProperties(
        @DefaultValue("0") @NotBlank String instance,
        @DefaultValue("http://127.0.0.1:7070") @NotNull URI schedulerUrl,
        @DefaultValue("http://127.0.0.1:7074") @NotNull URI checkpointUrl,
        @Nullable Path serviceTokenFile,
        @Nullable Path adminTokenFile,
        @DefaultValue @Valid Topics topics) {

    /**
     * How the topics are made where they are absent; existing ones are left as they are.
     *
     * @param partitions of each topic
     * @param replication copies of each partition
     */
    public record Topics(
            @DefaultValue("12") @Min(1) int partitions,
            @DefaultValue("1") @Min(1) short replication) {}
}
