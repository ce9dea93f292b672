package dev.gapless.capture.fakes;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.AuthenticationScheme;
import dev.gapless.connector.Connector;
import dev.gapless.connector.ExtractionResult;
import dev.gapless.connector.HttpSpec;
import dev.gapless.connector.LiveSession;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.SocketSpec;
import dev.gapless.connector.SourceSpec;
import dev.gapless.connector.StreamSpec;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A source that speaks {@link PlainSession}'s words.
 *
 * @param only leads each connection; null for a session of its own for each
 */
public record PlainSource(SourceSpec spec, @Nullable LiveSession only) implements Connector {

    public static final Duration HEARTBEAT = Duration.ofMillis(20);
    public static final Duration SILENCE = Duration.ofSeconds(4);

    public static PlainSource revision(String revision) {
        StreamSpec posts = new StreamSpec(
                PlainSession.STREAM,
                StreamSpec.Kind.EVENT,
                PositionDomain.TIME,
                Set.of(Aspect.CREATIONS),
                Set.of(Aspect.CREATIONS),
                true,
                new StreamSpec.StreamTiming(Duration.ZERO, Duration.ofDays(1), Duration.ofSeconds(5)));
        return new PlainSource(
                new SourceSpec(
                        "plain",
                        revision,
                        AuthenticationScheme.NONE,
                        new HttpSpec(java.net.URI.create("http://127.0.0.1:9"), Duration.ofSeconds(1), 1_000, 1, 1),
                        new SocketSpec("ws://127.0.0.1:9/{account}", HEARTBEAT, SILENCE, true, 10_000),
                        Map.of(posts.name(), posts)),
                null);
    }

    /** The same, which never confirms a subscription. */
    public PlainSource unconfirmed() {
        SourceSpec silent = new SourceSpec(
                spec.source(),
                spec.revision(),
                spec.authentication(),
                spec.http(),
                spec.socket().unconfirmed(),
                spec.streams());
        return new PlainSource(silent, only);
    }

    /** The same, whose connections are all led by that session. */
    public PlainSource leading(LiveSession session) {
        return new PlainSource(spec, session);
    }

    @Override
    public LiveSession session(String account) {
        return only == null ? new PlainSession() : only;
    }

    @Override
    public PageWalk walk(StreamId stream, MiningMode mode, long from, long to, @Nullable String resume) {
        throw new UnsupportedOperationException("a capture does not walk");
    }

    @Override
    public ExtractionResult extract(CapturedRecord captured) {
        return new ExtractionResult.Unreadable("plain", "it has no position", "ask somebody else");
    }
}
