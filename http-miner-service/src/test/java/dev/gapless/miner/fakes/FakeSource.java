package dev.gapless.miner.fakes;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.AuthenticationScheme;
import dev.gapless.connector.Connector;
import dev.gapless.connector.ExtractionResult;
import dev.gapless.connector.HttpCall;
import dev.gapless.connector.HttpSpec;
import dev.gapless.connector.LiveSession;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.SocketSpec;
import dev.gapless.connector.SourceSpec;
import dev.gapless.connector.StreamSpec;
import dev.gapless.connector.StreamSpec.Kind;
import dev.gapless.connector.manifest.part.NetworkBound;
import dev.gapless.connector.manifest.part.NetworkRule;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A connector whose walks the test makes. */
public record FakeSource(SourceSpec spec, Walks walks, NetworkRule network, Singles singles)
        implements Connector, NetworkBound {

    /** What the source says of single items. */
    public interface Singles {

        /** There is no such call. */
        Singles NONE = new Singles() {
            @Override
            public @Nullable HttpCall read(String itemId) {
                return null;
            }

            @Override
            public ExtractionResult extract(CapturedRecord captured) {
                throw new UnsupportedOperationException("nothing was read alone");
            }
        };

        default @Nullable HttpCall read(String itemId) {
            return HttpCall.get(URI.create("http://127.0.0.1:1/item/" + itemId));
        }

        ExtractionResult extract(CapturedRecord captured);
    }

    /** What {@link Connector#walk} does. */
    @FunctionalInterface
    public interface Walks {
        PageWalk walk(StreamId stream, MiningMode mode, long from, long to, @Nullable String resume);
    }

    public static final HttpSpec HTTP =
            new HttpSpec(URI.create("http://127.0.0.1:1"), Duration.ofSeconds(10), 100_000, 1_000, 1_000);

    public static FakeSource of(HttpSpec http, Walks walks) {
        return new FakeSource(
                new SourceSpec(
                        "forum",
                        "1",
                        AuthenticationScheme.header("Authorization", "Bearer "),
                        http,
                        new SocketSpec("ws://127.0.0.1:1", Duration.ofSeconds(1), Duration.ofSeconds(3), true, 100_000),
                        Map.of("posts", stream("posts", Kind.EVENT), "profile", stream("profile", Kind.SNAPSHOT))),
                walks,
                new NetworkRule(true),
                Singles.NONE);
    }

    public FakeSource publicOnly() {
        return new FakeSource(spec, walks, NetworkRule.PUBLIC_ONLY, singles);
    }

    public FakeSource with(Singles other) {
        return new FakeSource(spec, walks, network, other);
    }

    /** With this as its only stream. */
    public FakeSource with(StreamSpec stream) {
        SourceSpec other = new SourceSpec(
                spec.source(),
                spec.revision(),
                spec.authentication(),
                spec.http(),
                spec.socket(),
                Map.of(stream.name(), stream));
        return new FakeSource(other, walks, network, singles);
    }

    private static StreamSpec stream(String name, Kind kind) {
        return new StreamSpec(
                name,
                kind,
                PositionDomain.TIME,
                Set.of(Aspect.CREATIONS, Aspect.EDITS),
                Set.of(Aspect.CREATIONS),
                true,
                new StreamSpec.StreamTiming(Duration.ofSeconds(2), Duration.ofDays(1), Duration.ofSeconds(30)));
    }

    @Override
    public PageWalk walk(StreamId stream, MiningMode mode, long from, long to, @Nullable String resume) {
        return walks.walk(stream, mode, from, to, resume);
    }

    @Override
    public @Nullable HttpCall read(StreamId stream, String itemId) {
        return singles.read(itemId);
    }

    /** Braces around an answer are not the item's. */
    @Override
    public byte[] readItem(String stream, byte[] answer) {
        return answer.length > 2 && answer[0] == '{' ? Arrays.copyOfRange(answer, 1, answer.length - 1) : answer;
    }

    @Override
    public LiveSession session(String account) {
        throw new UnsupportedOperationException("a miner has no live path");
    }

    @Override
    public ExtractionResult extract(CapturedRecord captured) {
        return singles.extract(captured);
    }
}
