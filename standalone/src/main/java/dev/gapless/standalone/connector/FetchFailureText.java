package dev.gapless.standalone.connector;

import dev.gapless.miner.fetch.FetchOutcome;
import java.time.Instant;

/**
 * Why a call did not bring a page, and what to do.
 *
 * @param cause never holds a secret
 */
record FetchFailureText(String cause, String remedy) {

    /** @param path of the call, without its query, which may hold a secret */
    static FetchFailureText of(FetchOutcome outcome, String path) {
        return switch (outcome) {
            case FetchOutcome.Answered answered ->
                throw new IllegalArgumentException("an answer is no failure: " + path);
            case FetchOutcome.Throttled(Instant retryAt) ->
                new FetchFailureText(
                        "the source limits calls" + (retryAt == null ? "" : " until " + retryAt),
                        "try again then; if it was the first call, lower http.rate");
            case FetchOutcome.Unauthorised(int status) ->
                new FetchFailureText(
                        "the credential is refused with status %d at %s".formatted(status, path),
                        "give the credential with --credential-file, or correct authentication");
            case FetchOutcome.Absent absent ->
                new FetchFailureText(
                        "status %d: nothing is at %s".formatted(absent.status(), path),
                        "correct listing.path or http.base-url, or name another --account");
            case FetchOutcome.TransientFault fault ->
                new FetchFailureText(
                        fault.reason(),
                        switch (fault.cause()) {
                            case SERVER -> "try again later; if it stays, compare the call with the source's documents";
                            case TIMEOUT -> "raise http.timeout or lower page-size.value";
                            case NETWORK -> "correct http.base-url, or see whether a firewall is in between";
                        });
            case FetchOutcome.TooLong tooLong ->
                new FetchFailureText(
                        "%s at %s".formatted(tooLong.reason(), path), "lower page-size.value or raise http.max-page");
            case FetchOutcome.PermanentFault(String reason) ->
                new FetchFailureText(
                        "%s at %s".formatted(reason, path),
                        "compare path, parameters and body of the listing with the source's documents");
            case FetchOutcome.Withheld withheld -> new FetchFailureText("the call was withheld", "see ./gapless stops");
        };
    }
}
