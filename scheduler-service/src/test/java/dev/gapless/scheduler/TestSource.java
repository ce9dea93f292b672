package dev.gapless.scheduler;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.connector.AuthenticationScheme;
import dev.gapless.connector.HttpSpec;
import dev.gapless.connector.SocketSpec;
import dev.gapless.connector.SourceSpec;
import dev.gapless.connector.StreamSpec;
import dev.gapless.connector.StreamSpec.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Sources as manifests describe them. */
public final class TestSource {

    private TestSource() {}

    /** With one event stream. */
    public static SourceSpec of(PositionDomain domain) {
        return of("any", "r1", stream("posts", Kind.EVENT, domain, true));
    }

    public static SourceSpec of(String name, String revision, StreamSpec... streams) {
        Map<String, StreamSpec> byName =
                Arrays.stream(streams).collect(Collectors.toMap(StreamSpec::name, Function.identity()));
        return new SourceSpec(
                name,
                revision,
                AuthenticationScheme.NONE,
                new HttpSpec(URI.create("http://127.0.0.1:1"), Duration.ofSeconds(1), 1_000, 1, 1),
                new SocketSpec("ws://127.0.0.1:1", Duration.ofSeconds(1), Duration.ofSeconds(3), true, 1_000),
                byName);
    }

    /** Times settle in 2 s, numbers at once; reaches back an hour, is polled every 10 s. */
    public static StreamSpec stream(String name, Kind kind, PositionDomain domain, boolean live) {
        return new StreamSpec(
                name,
                kind,
                domain,
                Set.of(Aspect.CREATIONS),
                Set.of(Aspect.CREATIONS),
                live,
                new StreamSpec.StreamTiming(
                        domain == PositionDomain.TIME ? Duration.ofSeconds(2) : Duration.ZERO,
                        Duration.ofHours(1),
                        Duration.ofSeconds(10)));
    }
}
