package dev.gapless.live.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gapless.common.live.ChannelName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

/** A log of one partition without Kafka, for tests of those that read it. */
public final class MemoryOnlyLog {

    private static final String EPOCH = "e";

    private List<byte[]> snapshot = List.of();
    private int closedSnapshots;
    private final ChangeHistory history = new ChangeHistory(10_000, 1L << 30);
    private final ChannelOpener opener = new ChannelOpener(
            history,
            new OlderChangeReader(new ChangeConsumers(new KafkaProperties(), "it", 1), 0, 0, 1),
            (_, wanted, _) -> Optional.of(
                    new ItemSnapshot(snapshot.stream().filter(wanted).toList(), () -> closedSnapshots++)),
            new SimpleMeterRegistry());
    private long next;

    public MemoryOnlyLog() {
        history.begin(place());
    }

    private LogOffsets place() {
        return new LogOffsets(EPOCH, next);
    }

    public ChannelOpener opener() {
        return opener;
    }

    /** Present items of every channel, each as JSON. */
    public void holds(List<byte[]> items) {
        snapshot = items;
    }

    /** Snapshots whose memory was given back. */
    public int closedSnapshots() {
        return closedSnapshots;
    }

    /** Where the log ends. */
    public String end() {
        return place().text();
    }

    /** Changes of as many items. */
    public void append(ChannelName channel, int count, int characters) {
        List<LoggedChange> changes = IntStream.range(0, count)
                .mapToObj(_ -> {
                    String item = Long.toString(next);
                    byte[] json = "{\"item\":\"%s\",\"text\":\"%s\"}"
                            .formatted(item, "x".repeat(characters))
                            .getBytes(UTF_8);
                    return new LoggedChange(channel, 0, next++, item, json);
                })
                .toList();
        history.append(changes, place());
    }

    /** As when Kafka could not be read for a while: what is in memory is forgotten, and reading goes on at the end. */
    public void interrupt() {
        history.begin(new LogOffsets(EPOCH, 0));
        history.append(List.of(), place());
    }
}
