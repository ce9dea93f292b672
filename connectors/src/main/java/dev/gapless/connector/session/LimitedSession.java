package dev.gapless.connector.session;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CapturedRecord.RecordKind;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.RecordLimit;
import dev.gapless.common.message.StreamStateResponse;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.Connector;
import dev.gapless.connector.ExtractionResult;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.LiveSession;
import dev.gapless.connector.StreamSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session whose messages may be longer than a record takes. Such a message is kept as a dead letter. Its position is
 * left to the backfill path, which may show the item in fewer bytes. The connection goes on. Used by one thread.
 */
public final class LimitedSession implements LiveSession {

    /** Clocks differ. */
    private static final Duration SOON = Duration.ofMinutes(1);

    private final Connector connector;
    private final String account;
    private final RecordLimit limit;
    private final LiveSession session;

    public LimitedSession(Connector connector, String account, RecordLimit limit) {
        this.connector = connector;
        this.account = account;
        this.limit = limit;
        this.session = connector.session(account);
    }

    @Override
    public List<LiveEffect> opened(Instant at) {
        return limited(session.opened(at), at);
    }

    @Override
    public List<LiveEffect> frame(byte[] message, Instant receivedAt) {
        return limited(session.frame(message, receivedAt), receivedAt);
    }

    @Override
    public List<LiveEffect> alive(Instant receivedAt) {
        return limited(session.alive(receivedAt), receivedAt);
    }

    @Override
    public List<LiveEffect> tick(Instant at) {
        return limited(session.tick(at), at);
    }

    @Override
    public List<LiveEffect> state(StreamStateResponse state, Instant at) {
        return limited(session.state(state, at), at);
    }

    @Override
    public @Nullable Long latenessMicros(String stream) {
        return session.latenessMicros(stream);
    }

    private List<LiveEffect> limited(List<LiveEffect> effects, Instant at) {
        List<LiveEffect> limited = new ArrayList<>(effects.size());
        for (LiveEffect effect : effects) {
            switch (effect) {
                case LiveEffect.PublishRecord captured
                when !limit.takes(captured.bytes()) -> limited.addAll(tooLong(captured, at));
                case LiveEffect.DeadLetterRecord unreadable -> limited.add(cut(unreadable));
                default -> limited.add(effect);
            }
        }
        return limited;
    }

    private List<LiveEffect> tooLong(LiveEffect.PublishRecord captured, Instant at) {
        StreamId stream = new StreamId(connector.spec().source(), account, captured.stream());
        RecordKind shape = captured.listed() ? RecordKind.LISTED : RecordKind.FRAME;
        CapturedRecord record =
                new CapturedRecord(stream, captured.itemId(), shape, captured.bytes(), IngestPath.LIVE, at, "", 0);
        LiveEffect letter = unreadable(captured.stream(), limit.instead(record, ""));
        // a window that began anew behind a position of the future would stand still until then
        return connector.extract(record) instanceof ExtractionResult.Item item && item.position() <= soon(captured, at)
                ? List.of(
                        letter,
                        new LiveEffect.RetractCoverage(
                                captured.stream(), item.position(), item.position() + 1, "record-size"))
                : List.of(letter);
    }

    private long soon(LiveEffect.PublishRecord captured, Instant at) {
        StreamSpec stream = connector.spec().streams().get(captured.stream());
        return stream != null && stream.domain() == PositionDomain.TIME
                ? MicrosecondTime.of(at.plus(SOON))
                : Long.MAX_VALUE - 1;
    }

    private LiveEffect cut(LiveEffect.DeadLetterRecord unreadable) {
        return unreadable(
                unreadable.stream(),
                limit.within(new DeadLetter(
                        "", "", unreadable.rule(), unreadable.detail(), unreadable.remedy(), unreadable.bytes())));
    }

    private static LiveEffect unreadable(@Nullable String stream, DeadLetter letter) {
        return new LiveEffect.DeadLetterRecord(stream, letter.value(), letter.rule(), letter.detail(), letter.remedy());
    }
}
