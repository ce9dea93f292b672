package dev.gapless.checkpoint.items.commit;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How items are committed, under {@code gapless.checkpoint.ledger}.
 *
 * @param transactions most transactions at once; further requests wait, and share the next one
 * @param sharedItems most items of the requests that share a transaction; a larger request has its own
 * @param duplicateCache whether Redis is asked before the database: {@code auto}, {@code on} or {@code off}. The
 *     answers are the same. It pays only for items that are mined again and again, which {@code auto} measures by
 *     stream
 * @param duplicateCacheKeep how long hints of a stream are kept, by its name; spread by a tenth
 * @param duplicateCacheKeepOthers the same, of all other streams
 * @param duplicateCacheMemory memory of this process for hints, which is used before Redis; 0 for none
 * @param compressThreshold payloads of this size and larger ones are stored in zstd; 0 for none
 * @param keepReplaced whether the payload of a version that was replaced is kept
 * @param volatileEvery how often the volatile members of an item are stored when nothing else of it changes
 */
@Validated
@ConfigurationProperties("gapless.checkpoint.ledger")
public record LedgerProperties(
        @DefaultValue("4") @Min(1) @Max(64) int transactions,
        @DefaultValue("4000") @Min(1) @Max(10_000) int sharedItems,
        @DefaultValue("off") @NotNull DuplicateCacheUse duplicateCache,
        @DefaultValue Map<String, Duration> duplicateCacheKeep,

        @DefaultValue("1h") @DurationMin(minutes = 1) @DurationMax(days = 30)
        Duration duplicateCacheKeepOthers,

        @DefaultValue("32MB") @NotNull DataSize duplicateCacheMemory,
        @DefaultValue("2KB") @NotNull DataSize compressThreshold,
        @DefaultValue("true") boolean keepReplaced,
        @DefaultValue("1h") @NotNull Duration volatileEvery) {

    /** As {@link #duplicateCacheKeep} says of streams that it does not name. */
    private static final Map<String, Duration> USUAL =
            Map.of("posts", Duration.ofHours(6), "transactions", Duration.ofDays(1), "profile", Duration.ofHours(2));

    /** @param stream its name */
    public Duration keep(String stream) {
        Duration said = duplicateCacheKeep.getOrDefault(stream, USUAL.get(stream));
        return said == null ? duplicateCacheKeepOthers : said;
    }

    public PayloadRetention storing() {
        return new PayloadRetention(Math.toIntExact(compressThreshold.toBytes()), keepReplaced, volatileEvery);
    }
}
