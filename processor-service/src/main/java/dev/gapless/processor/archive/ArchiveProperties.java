package dev.gapless.processor.archive;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
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
 * Where captured records are kept for longer than their topics keep them, under {@code gapless.processor.archive}. A
 * replay reads what is kept there whether or not this process writes to it.
 *
 * @param enabled true: this process archives
 * @param directory target directory; null for none
 * @param s3 the bucket to keep them in; null for none. One of the two at most
 * @param segmentSize a segment ends at about this size before compression
 * @param rollEvery longest time of a segment; until its end the records are on their topic only
 */
@Validated
@ConfigurationProperties("gapless.processor.archive")
record ArchiveProperties(
        @DefaultValue("false") boolean enabled,
        @Nullable Path directory,
        @Nullable @Valid S3 s3,
        @DefaultValue("64MB") @NotNull DataSize segmentSize,

        @DefaultValue("10m") @NotNull @DurationMin(millis = 100)
        Duration rollEvery) {

    /**
     * @param endpoint address of another server than AWS; null for AWS
     * @param prefix prefix of all names in the bucket
     * @param bucket name of the bucket
     * @param region region of the bucket, as AWS names it
     * @param pathStyle true if the bucket's name is not a part of the server's name
     * @param accessKeyFile file with the access key's id; null: the places where AWS's clients look. With
     *     {@code secret-key-file}
     * @param secretKeyFile file with the secret of the access key
     */
    record S3(
            @NotBlank String bucket,
            @Nullable URI endpoint,
            @DefaultValue("us-east-1") @NotBlank String region,
            @DefaultValue("") @NotNull String prefix,
            @DefaultValue("true") boolean pathStyle,
            @Nullable Path accessKeyFile,
            @Nullable Path secretKeyFile) {}

    ArchiveProperties {
        if (directory != null && s3 != null) {
            throw new IllegalArgumentException("gapless.archive: directory and s3 (expected: one of them at most)");
        }
        if (enabled && directory == null && s3 == null) {
            throw new IllegalArgumentException(
                    "gapless.processor.archive.enabled: true (expected: with a directory or s3)");
        }
    }
}
