package dev.gapless.standalone.demo;

import dev.gapless.standalone.api.RestApi;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The checkpoint service's books: each record that was captured is a version, a duplicate, stale or a dead letter. */
final class AccountingFigures {

    /** Letters are on their way for a moment. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final Duration LOOK = Duration.ofMillis(250);

    private final RestApi checkpoint;
    private final Clock clock;

    AccountingFigures(RestApi checkpoint, Clock clock) {
        this.checkpoint = checkpoint;
        this.clock = clock;
    }

    /** @return records that are missing in the books, in the ledger or in the letters; 0 when all are accounted for */
    long unaccounted() throws IOException, InterruptedException {
        Instant end = clock.instant().plus(TIMEOUT);
        long missing = missing();
        while (missing != 0 && clock.instant().isBefore(end)) {
            Thread.sleep(LOOK);
            missing = missing();
        }
        return missing;
    }

    /** @return as the first look has it; letters may be on their way */
    long missing() throws IOException, InterruptedException {
        JsonNode books = books();
        return books.path("difference").asLong() + books.path("lettersMissing").asLong() + versionsMissing(books);
    }

    /** @return versions that the books count and the ledger lacks */
    long versionsMissing() throws IOException, InterruptedException {
        return versionsMissing(books());
    }

    private static long versionsMissing(JsonNode books) {
        return books.path("partitions")
                .valueStream()
                .mapToLong(
                        partition -> Math.abs(partition.path("versionsMissing").asLong()))
                .sum();
    }

    private JsonNode books() throws IOException, InterruptedException {
        return JsonMapper.shared().readTree(checkpoint.get("/v1/accounting?ledger=true"));
    }
}
