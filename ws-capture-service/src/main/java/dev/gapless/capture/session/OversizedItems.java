package dev.gapless.capture.session;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CapturedRecord.RecordKind;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.RecordLimit;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.Connector;
import dev.gapless.connector.ExtractionResult;
import dev.gapless.connector.LiveEffect.DeadLetterRecord;
import dev.gapless.connector.LiveEffect.PublishRecord;
import dev.gapless.connector.LiveEffect.RetractCoverage;
import dev.gapless.connector.StreamSpec;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What happens to items of an account that are longer than a record takes. Such an item is kept as a dead letter. Its
 * position is left to the backfill path, which may show the item in fewer bytes. The connection goes on.
 */
public final class OversizedItems {

    /** Clocks differ. */
    private static final Duration SOON = Duration.ofMinutes(1);

    private final Connector connector;
    private final String account;
    private final RecordLimit limit;

    public OversizedItems(Connector connector, String account, RecordLimit limit) {
        this.connector = connector;
        this.account = account;
        this.limit = limit;
    }

    boolean include(PublishRecord captured) {
        return !limit.takes(captured.bytes());
    }

    /** What is kept of the item: its beginning, its length and its hash. */
    DeadLetterRecord letter(PublishRecord captured, Instant at) {
        return unreadable(captured.stream(), limit.instead(record(captured, at), ""));
    }

    /**
     * The item's position, which the live path does not cover. A window that began anew behind a position of the future
     * would stand still until then.
     *
     * @return null where the item has no position, or one of the future
     */
    @Nullable
    RetractCoverage retraction(PublishRecord captured, Instant at) {
        return connector.extract(record(captured, at)) instanceof ExtractionResult.Item item
                        && item.position() <= soon(captured, at)
                ? new RetractCoverage(captured.stream(), item.position(), item.position() + 1, "record-size")
                : null;
    }

    /** The letter itself where a record takes it, otherwise its beginning. */
    DeadLetterRecord within(DeadLetterRecord unreadable) {
        return unreadable(
                unreadable.stream(),
                limit.within(new DeadLetter(
                        "", "", unreadable.rule(), unreadable.detail(), unreadable.remedy(), unreadable.bytes())));
    }

    private CapturedRecord record(PublishRecord captured, Instant at) {
        return new CapturedRecord(
                new StreamId(connector.spec().source(), account, captured.stream()),
                captured.itemId(),
                captured.listed() ? RecordKind.LISTED : RecordKind.FRAME,
                captured.bytes(),
                IngestPath.LIVE,
                at,
                "",
                0);
    }

    private long soon(PublishRecord captured, Instant at) {
        StreamSpec stream = connector.spec().streams().get(captured.stream());
        return stream != null && stream.domain() == PositionDomain.TIME
                ? MicrosecondTime.of(at.plus(SOON))
                : Long.MAX_VALUE - 1;
    }

    private static DeadLetterRecord unreadable(@Nullable String stream, DeadLetter letter) {
        return new DeadLetterRecord(stream, letter.value(), letter.rule(), letter.detail(), letter.remedy());
    }
}
