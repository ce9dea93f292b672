package dev.gapless.checkpoint.items.commit;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How items are committed, under {@code gapless.checkpoint.ledger}.
 *
 * @param transactions most of them at once; further callers wait, and share the next one
 * @param sharedItems most items of the callers that share one; a larger request goes alone
 * @param duplicateCache whether Redis is asked before the database; the answers are the same, and it pays only where an
 *     item is mined again and again
 * @param duplicateCacheMemory what this process may keep of hints itself, before Redis is asked; 0 for nothing
 * @param compressThreshold payloads of this size and larger ones are kept in zstd; 0 for none
 * @param keepReplaced whether the payload of a version that was replaced is kept
 * @param volatileEvery how often the volatile members of an item are kept when nothing else of it changes
 */
@Validated
@ConfigurationProperties("gapless.checkpoint.ledger")
public record LedgerProperties(
        @DefaultValue("4") @Min(1) @Max(64) int transactions,
        @DefaultValue("4000") @Min(1) @Max(10_000) int sharedItems,
        @DefaultValue("false") boolean duplicateCache,
        @DefaultValue("32MB") @NotNull DataSize duplicateCacheMemory,
        @DefaultValue("2KB") @NotNull DataSize compressThreshold,
        @DefaultValue("true") boolean keepReplaced,
        @DefaultValue("1h") @NotNull Duration volatileEvery) {

    public PayloadRetention storing() {
        return new PayloadRetention(Math.toIntExact(compressThreshold.toBytes()), keepReplaced, volatileEvery);
    }
}
