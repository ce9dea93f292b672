package dev.gapless.standalone.connector;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CapturedRecord.RecordKind;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.connector.ExtractionResult;
import dev.gapless.connector.StreamSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads samples as the processor would, and judges what it reads. */
final class SampleMapper {

    static final int MOST = 20;

    /** No feed began before, and a number in the wrong unit is far from it. */
    private static final Instant EARLIEST = Instant.parse("1995-01-01T00:00:00Z");

    private static final Duration AHEAD = Duration.ofDays(1);

    /** The bytes of one item or one event, and the id under which a reader found it. */
    @SuppressWarnings("ArrayRecordComponent")
    record Sample(String itemId, byte[] bytes) {}

    private final SourceAccess source;

    SampleMapper(SourceAccess source) {
        this.source = source;
    }

    /** What a sample says. */
    ExtractionResult extract(StreamSpec stream, RecordKind shape, Sample sample) {
        return source.connector()
                .extract(new CapturedRecord(
                        source.stream(stream.name()),
                        sample.itemId(),
                        shape,
                        sample.bytes(),
                        shape == RecordKind.FRAME ? IngestPath.LIVE : IngestPath.MINED,
                        source.clock().instant(),
                        "",
                        0));
    }

    /** @param samples the first {@value #MOST} of them are read */
    CheckStep check(StreamSpec stream, RecordKind shape, List<Sample> samples) {
        String step = shape == RecordKind.FRAME ? "frame-mapping" : "page-mapping";
        List<String> shown = new ArrayList<>();
        List<Sample> read = samples.subList(0, Math.min(MOST, samples.size()));
        for (Sample sample : read) {
            switch (extract(stream, shape, sample)) {
                case ExtractionResult.Unreadable(String rule, String detail, String remedy) -> {
                    return CheckStep.failed(step, stream.name(), rule + ": " + detail, remedy);
                }
                case ExtractionResult.Item item -> {
                    String position = position(stream, item.position());
                    if (position == null) {
                        return CheckStep.failed(
                                step,
                                stream.name(),
                                "item %s stands at %s, which is no time of a feed"
                                        .formatted(item.itemId(), at(item.position())),
                                "correct item.position or item.position-unit of the stream");
                    }
                    shown.add("%s %s at %s, version %d"
                            .formatted(
                                    item.operation().name().toLowerCase(Locale.ROOT),
                                    item.itemId(),
                                    position,
                                    item.version()));
                }
            }
        }
        return shown.isEmpty()
                ? CheckStep.skipped(step, stream.name(), "there is no sample")
                : CheckStep.ok(
                        step,
                        stream.name(),
                        "%d of %d samples are read; the first: %s"
                                .formatted(shown.size(), read.size(), shown.getFirst()));
    }

    /** Null when it cannot be the position of an item of this stream. */
    private @Nullable String position(StreamSpec stream, long position) {
        if (stream.domain() == PositionDomain.SEQUENCE) {
            return Long.toString(position);
        }
        Instant latest = source.clock().instant().plus(AHEAD);
        return position < ListingReader.micros(EARLIEST) || position > ListingReader.micros(latest)
                ? null
                : at(position);
    }

    static String at(long micros) {
        return MicrosecondTime.toInstant(micros).toString();
    }
}
