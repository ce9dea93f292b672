package dev.gapless.standalone.demo;

import dev.gapless.common.message.CapturedRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Tells by the captured records whether each item and each account had one owner at a time. Records of a partition are
 * to be added in their order. Not thread-safe.
 */
final class CapturedOwners {

    private record PartitionAccount(int partition, String account) {}

    private final Map<String, Integer> partitions = new HashMap<>();
    private final Set<String> scattered = new HashSet<>();
    private final Map<PartitionAccount, String> present = new HashMap<>();
    private final Map<PartitionAccount, Set<String>> former = new HashMap<>();
    private final Set<String> shared = new HashSet<>();
    private final Map<String, Long> latest = new HashMap<>();
    private final long begin;
    private long longestPauseMillis;

    /** @param begin before this moment, in ms since the epoch, no pause counts */
    CapturedOwners(long begin) {
        this.begin = begin;
    }

    /** A record of the live path or of the backfill path. */
    void add(ConsumerRecord<byte[], byte[]> captured) {
        String item = new String(captured.key(), StandardCharsets.UTF_8);
        Integer other = partitions.putIfAbsent(item, captured.partition());
        if (other != null && other != captured.partition()) {
            scattered.add(item);
        }
    }

    /** A record of the live path, besides {@link #add}. */
    void addLive(ConsumerRecord<byte[], byte[]> captured) {
        String account = account(captured);
        PartitionAccount place = new PartitionAccount(captured.partition(), account);
        String connection = connection(captured);
        String before = present.put(place, connection);
        if (before != null && !before.equals(connection)) {
            former.computeIfAbsent(place, key -> new HashSet<>()).add(before);
        }
        if (former.getOrDefault(place, Set.of()).contains(connection)) {
            shared.add(account);
        }
    }

    /** A record of the live path, in the order of time over all partitions. */
    void heard(ConsumerRecord<byte[], byte[]> captured) {
        heard(account(captured), captured.timestamp());
    }

    private void heard(String account, long at) {
        long moment = Math.max(at, begin);
        Long before = latest.put(account, moment);
        longestPauseMillis = Math.max(longestPauseMillis, moment - (before == null ? begin : before));
    }

    /** No more comes: the time since the last record of each account counts too. */
    void end(long at) {
        Map.copyOf(latest).keySet().forEach(account -> heard(account, at));
    }

    long scatteredItems() {
        return scattered.size();
    }

    long sharedAccounts() {
        return shared.size();
    }

    /** The longest time without a record of some account. */
    Duration longestPause() {
        return Duration.ofMillis(longestPauseMillis);
    }

    private static String account(ConsumerRecord<byte[], byte[]> captured) {
        String[] key = new String(captured.key(), StandardCharsets.UTF_8).split("/", 3);
        return key[0] + "/" + key[1];
    }

    /** A live record came by a window, whose name begins with its connection's. */
    private static String connection(ConsumerRecord<byte[], byte[]> captured) {
        String provenance = new String(
                captured.headers().lastHeader(CapturedRecord.PROVENANCE).value(), StandardCharsets.UTF_8);
        return provenance.split(":", 2)[0];
    }
}
