package dev.gapless.miner.fetch;

import dev.gapless.common.retry.DelayBounds;
import dev.gapless.common.retry.RetryAfterHeader;
import dev.gapless.connector.UsedQuota;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of an answer say of limits. That is {@code Retry-After} or, in its absence, what is left of the
 * quota and when it is full again. At least a second, so that an upstream's zero does not lead to calls without a
 * pause. At most an hour, so that its mistake does not stop an account for a year.
 */
final class AnnouncedLimit {

    static final DelayBounds BOUNDS = new DelayBounds(Duration.ofSeconds(1), Duration.ofHours(1));

    private static final List<String> QUOTAS = List.of("RateLimit", "X-RateLimit", "X-Rate-Limit");

    /** One of {@code "burst";r=5;t=2, "daily";r=900;t=3600}, or of {@code limit=9, remaining=5, reset=2}. */
    private static final Pattern MEMBER = Pattern.compile("[;,\\s](?:r|remaining)=([0-9]{1,12})(?=[;,\\s]|$)");

    private static final Pattern RESET = Pattern.compile("[;,\\s](?:t|reset)=([0-9]{1,12})(?=[;,\\s]|$)");

    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,12}");

    /**
     * What an answer says of one quota.
     *
     * @param remaining calls, as written
     * @param reset when all of it is there again, as written; null when it does not say
     */
    private record ToldQuota(String remaining, @Nullable String reset) {}

    private AnnouncedLimit() {}

    /**
     * @param header gives the value of a header, null when it is absent
     * @param sent when the answer was sent by the source's own clock, by which it names instants
     * @param now by ours
     * @param used how the source tells what was used; null where it does not
     * @return until when the source wants no calls, by our clock; null when it says no such thing
     */
    static @Nullable Instant pauseUntil(
            Function<String, @Nullable String> header, Instant sent, Instant now, @Nullable UsedQuota used) {
        Duration asked = RetryAfterHeader.pause(header.apply("Retry-After"), sent);
        Duration pause = asked != null
                ? asked
                : told(header, sent, used)
                        .map(quota -> RateHeaders.pause(quota.remaining(), quota.reset(), sent))
                        .filter(Objects::nonNull)
                        .max(Comparator.naturalOrder())
                        .orElse(null);
        return pause == null ? null : now.plus(BOUNDS.within(pause));
    }

    /** True when the answer names what is left of a quota, be it nothing. */
    static boolean quotaTold(Function<String, @Nullable String> header, @Nullable UsedQuota used) {
        return told(header, Instant.EPOCH, used).findAny().isPresent();
    }

    /** @return what is left of the quota that permits the fewest calls; null when nothing is, or when it is not said */
    static @Nullable QuotaLeft left(Function<String, @Nullable String> header, Instant sent, @Nullable UsedQuota used) {
        return told(header, sent, used)
                .map(quota -> RateHeaders.left(quota.remaining(), quota.reset(), sent))
                .filter(Objects::nonNull)
                .max(Comparator.comparing(QuotaLeft::interval))
                .orElse(null);
    }

    private static Stream<ToldQuota> told(
            Function<String, @Nullable String> header, Instant sent, @Nullable UsedQuota used) {
        Stream<ToldQuota> named = QUOTAS.stream().mapMulti((quota, each) -> {
            String remaining = header.apply(quota + "-Remaining");
            if (remaining != null) {
                each.accept(new ToldQuota(remaining, header.apply(quota + "-Reset")));
            }
        });
        return Stream.of(named, structured(header.apply("RateLimit")), unused(header, sent, used))
                .flatMap(each -> each);
    }

    /** What is left of a window of which the answer tells what was used: until the next one begins. */
    private static Stream<ToldQuota> unused(
            Function<String, @Nullable String> header, Instant sent, @Nullable UsedQuota used) {
        String spent = used == null ? null : header.apply(used.header());
        if (used == null || spent == null || !WHOLE.matcher(spent.strip()).matches()) {
            return Stream.empty();
        }
        long left = Math.max(0, used.limit() - Long.parseLong(spent.strip())) / used.weight();
        long window = used.per().toSeconds();
        long seconds = window - Math.floorMod(sent.getEpochSecond(), window);
        return Stream.of(new ToldQuota(Long.toString(left), Long.toString(seconds)));
    }

    /** A newer draft has several quotas, each behind its name in quotes; an older one has the members of one. */
    private static Stream<ToldQuota> structured(@Nullable String value) {
        if (value == null) {
            return Stream.empty();
        }
        Stream<String> quotas = value.contains("\"") ? Arrays.stream(value.split(",", -1)) : Stream.of(value);
        return quotas.mapMulti((quota, each) -> {
            Matcher remaining = MEMBER.matcher(" " + quota);
            if (remaining.find()) {
                Matcher reset = RESET.matcher(" " + quota);
                each.accept(new ToldQuota(remaining.group(1), reset.find() ? reset.group(1) : null));
            }
        });
    }
}
