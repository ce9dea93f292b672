package dev.gapless.processor.replay;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.LedgerItem;
import java.io.OutputStream;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** A replay as lines of JSON: one a difference, and a last one that sums up. No payload is shown. */
final class ReplayLines {

    private static final JsonMapper LINES =
            JsonMapper.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private record State(long version, String operation, long position, String hash) {

        static @Nullable State of(@Nullable LedgerItem held) {
            return held == null
                    ? null
                    : new State(held.version(), held.operation().name(), held.position(), hex(held.hash()));
        }

        static State of(Item item) {
            return new State(item.version(), item.operation().name(), item.position(), hex(item.hash()));
        }
    }

    private record Line(
            String source,
            String account,
            String stream,
            String id,
            ReplayDifference.What differs,
            @Nullable State held,
            State now,
            String from) {

        static Line of(ReplayDifference each) {
            Item item = each.now().item();
            return new Line(
                    item.source(),
                    item.account(),
                    item.stream(),
                    item.itemId(),
                    each.what(),
                    State.of(each.held()),
                    State.of(item),
                    "%s-%d-%d".formatted(each.now().raw().topic(), item.partition(), item.offset()));
        }
    }

    private record Summary(long records, int items, int differences, Map<String, Long> refused) {}

    private record Last(Summary summary) {}

    private ReplayLines() {}

    static void write(ReplaySummary replay, OutputStream out) {
        try (JsonGenerator json = LINES.writer().withRootValueSeparator("").createGenerator(out, JsonEncoding.UTF8)) {
            for (ReplayDifference each : replay.differences()) {
                json.writePOJO(Line.of(each));
                json.writeRaw('\n');
            }
            json.writePOJO(new Last(new Summary(
                    replay.records(), replay.items(), replay.differences().size(), replay.refused())));
            json.writeRaw('\n');
        }
    }

    private static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }
}
