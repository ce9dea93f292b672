package dev.gapless.standalone.check;

import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.embedded.PlatformServers;
import dev.gapless.standalone.check.CheckEvidence.Truth;
import dev.gapless.standalone.check.TruthCheck.TruthApi;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Which versions of items an observer noticed, and when first. Safe for many threads. */
public final class NoticedVersions {

    private record VersionKey(ItemKey item, long version) {}

    /**
     * What the truth says of an observer.
     *
     * @param versions that were made
     * @param noticed how many of them the observer saw
     * @param items that have a version of them
     * @param current how many of the items the observer knows in their latest version
     * @param delays from the making of a noticed version to its notice, in ms, ascending; never negative
     */
    @SuppressWarnings("ArrayRecordComponent") // read by its own methods alone
    public record NoticeFigures(long versions, long noticed, long items, long current, long[] delays) {

        /** 0 to 1. */
        public double coverage() {
            return items == 0 ? 1 : (double) current / items;
        }

        /** 0 to 1. */
        public double noticedShare() {
            return versions == 0 ? 1 : (double) noticed / versions;
        }

        /**
         * @param share 0 to 1
         * @return zero when nothing was noticed
         */
        public Duration delay(double share) {
            return delays.length == 0
                    ? Duration.ZERO
                    : Duration.ofMillis(delays[(int) Math.round(share * (delays.length - 1))]);
        }
    }

    private final ConcurrentMap<VersionKey, Instant> first = new ConcurrentHashMap<>();

    /** Notes a version; of several notices of it the first counts. */
    public void notice(String account, String stream, String item, long version, Instant at) {
        notice(new ItemKey(account, stream, item), version, at);
    }

    private void notice(ItemKey item, long version, Instant at) {
        first.merge(new VersionKey(item, version), at, (one, other) -> one.isBefore(other) ? one : other);
    }

    /** What a suite has published of a source so far. */
    public static NoticedVersions published(PlatformServers servers, String source) {
        NoticedVersions noticed = new NoticedVersions();
        new ChangesReader(servers.kafkaClientSettings(), source)
                .read((change, at) -> noticed.notice(change.item(), change.version(), at));
        return noticed;
    }

    /**
     * Holds what was noticed against what was made meanwhile.
     *
     * @param from positions from here on
     * @param streams their names
     */
    public NoticeFigures against(TruthApi sandbox, Instant from, Set<String> streams)
            throws IOException, InterruptedException {
        long begin = MicrosecondTime.of(from);
        long[] versions = new long[1];
        Map<ItemKey, Long> latest = new HashMap<>();
        long[] delays = new long[Math.max(1, first.size())];
        int[] seen = new int[1];
        new TruthReader(sandbox::get).readSince(0, made -> {
            if (made.position() >= begin && streams.contains(made.item().stream())) {
                versions[0]++;
                latest.merge(made.item(), made.version(), Math::max);
                Instant at = first.get(new VersionKey(made.item(), made.version()));
                if (at != null) {
                    delays[seen[0]++] = delay(made, at);
                }
            }
        });
        long[] ascending = Arrays.copyOf(delays, seen[0]);
        Arrays.sort(ascending);
        long current = latest.entrySet().stream()
                .filter(item -> first.containsKey(new VersionKey(item.getKey(), item.getValue())))
                .count();
        return new NoticeFigures(versions[0], seen[0], latest.size(), current, ascending);
    }

    private static long delay(Truth made, Instant at) {
        return Math.max(0, ChronoUnit.MILLIS.between(MicrosecondTime.toInstant(made.position()), at));
    }
}
