package dev.gapless.scheduler.sources;

import dev.gapless.connector.SourceSpec;
import dev.gapless.connector.StreamSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which streams a source keeps longer by one manifest than by another. */
final class KeptStreams {

    private KeptStreams() {}

    /** @return the names of those that are in both */
    static List<String> longer(SourceSpec before, SourceSpec now) {
        Map<String, StreamSpec> known = before.streams();
        return now.streams().entrySet().stream()
                .filter(stream -> {
                    StreamSpec former = known.get(stream.getKey());
                    return former != null
                            && longer(former.retention(), stream.getValue().retention());
                })
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** Without a retention everything is kept. */
    private static boolean longer(@Nullable Duration before, @Nullable Duration now) {
        return before != null && (now == null || now.compareTo(before) > 0);
    }
}
