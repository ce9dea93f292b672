package dev.gapless.processor.commit;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What one request to the ledger may hold, under {@code gapless.processor.commit}.
 *
 * @param chunkItems most items in one request
 * @param chunkSize most bytes in one request, estimated; a single larger item is sent alone
 */
@Validated
@ConfigurationProperties("gapless.processor.commit")
record CommitProperties(
        @DefaultValue("4000") @Min(1) @Max(10_000) int chunkItems,
        @DefaultValue("4MB") @NotNull DataSize chunkSize) {

    /**
     * What a request may exceed it by (one item, and an estimate) is below what the ledger swallows of one it refuses.
     */
    private static final DataSize LARGEST_CHUNK = DataSize.ofMegabytes(12);

    CommitProperties {
        if (chunkSize.compareTo(LARGEST_CHUNK) > 0) {
            throw new IllegalArgumentException("gapless.processor.commit.chunk-size: %s (expected: at most %s)"
                    .formatted(chunkSize, LARGEST_CHUNK));
        }
    }
}
