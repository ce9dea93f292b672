package dev.gapless.miner.fetch;

import dev.gapless.connector.QuotaStatusCall;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a source's status call says of a credential's quota.
 *
 * @param remaining calls that are left
 * @param limit calls when all of it is there; null when it is not said
 * @param reset until all of it is there again; zero or less when that was before
 */
public record QuotaStatus(long remaining, @Nullable Long limit, Duration reset) {

    /**
     * Reads an answer.
     *
     * @param now seconds of the epoch are told by this clock
     * @return null when it lacks what the manifest says, or has it in another form
     */
    public static @Nullable QuotaStatus read(QuotaStatusCall call, byte[] body, Instant now) {
        JsonNode answer;
        try {
            answer = JsonMapper.shared().readTree(body);
        } catch (JacksonException e) {
            // its message quotes the answer; that it is unreadable is what the caller says
            return null;
        }
        Long remaining = number(answer, call.remaining());
        Long reset = number(answer, call.reset());
        Long limit = call.limit() == null ? null : number(answer, call.limit());
        return remaining == null || reset == null
                ? null
                : new QuotaStatus(remaining, limit, RateHeaders.until(reset, now));
    }

    private static @Nullable Long number(JsonNode answer, JsonPointer at) {
        String text = answer.at(at).asString("").strip();
        return RateHeaders.isNumber(text) ? Long.valueOf(text) : null;
    }

    /**
     * For how long no call is made where too little is left: a source's mistake stops nothing for longer than an hour.
     */
    public Duration pause() {
        return reset.isPositive() ? AnnouncedLimit.BOUNDS.within(reset) : Duration.ZERO;
    }

    /** What is left, to be spent evenly; null when nothing is, or when it is filled again by now. */
    public @Nullable QuotaLeft left() {
        return remaining > 0 && reset.isPositive() ? new QuotaLeft(remaining, reset) : null;
    }
}
