package dev.gapless.connector.manifest.rest;

import dev.gapless.connector.AuthenticationScheme;
import dev.gapless.connector.Connector;
import dev.gapless.connector.HttpSpec;
import dev.gapless.connector.SocketSpec;
import dev.gapless.connector.SourceSpec;
import dev.gapless.connector.StreamSpec;
import dev.gapless.connector.extraction.FrameShape;
import dev.gapless.connector.manifest.node.ConnectorType;
import dev.gapless.connector.manifest.node.ManifestSection;
import dev.gapless.connector.manifest.part.AuthenticationPart;
import dev.gapless.connector.manifest.part.HeaderParameterPart;
import dev.gapless.connector.manifest.part.HttpPart;
import dev.gapless.connector.manifest.part.NetworkPart;
import dev.gapless.connector.manifest.part.NetworkRule;
import dev.gapless.connector.manifest.part.SocketPart;
import dev.gapless.connector.manifest.part.SourcePart;
import dev.gapless.connector.session.SocketProtocol;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Type {@code rest}. */
public final class RestType implements ConnectorType {

    @Override
    public Supplier<Connector> read(ManifestSection manifest, String revision) {
        String source = SourcePart.read(manifest);
        NetworkRule network = NetworkPart.read(manifest);
        AuthenticationScheme authentication = AuthenticationPart.read(manifest, network);
        @Nullable ManifestSection path = manifest.optionalSection("socket");
        Map<String, RestStream> streams = streams(manifest);
        streams.forEach((name, stream) -> HeaderParameterPart.checkCredential(
                manifest.section("streams"), name, authentication, stream.parameters()));
        Supplier<HttpSpec> http = http(manifest, network, streams);
        if (path == null) {
            unlisted(manifest, streams, Set.of());
            return () -> {
                SourceSpec spec = new SourceSpec(
                        source, revision, authentication, http.get(), SocketSpec.NONE, specs(streams, Set.of(), false));
                return RestConnector.of(spec, network, streams, FrameShape.NONE, null);
            };
        }
        SocketSpec socket = SocketPart.read(manifest, network);
        FrameShape frames = EventsPart.read(path.section("events"), streams);
        Set<String> live =
                frames.events().values().stream().map(event -> event.stream()).collect(Collectors.toUnmodifiableSet());
        unlisted(manifest, streams, live);
        SocketProtocol talk = SocketProtocolPart.read(path, socket, streams, live);
        InterruptionsPart.check(path, talk, authentication);
        return () -> {
            boolean confirmed = talk.confirmation() != null;
            boolean numbered =
                    streams.values().stream().anyMatch(stream -> stream.numbers() == RestStream.Numbers.DENSE);
            SourceSpec spec = new SourceSpec(
                    source,
                    revision,
                    authentication,
                    http.get(),
                    confirmed || numbered ? socket : socket.unconfirmed(),
                    specs(streams, live, confirmed));
            return RestConnector.of(spec, network, streams, frames, talk);
        };
    }

    /** A source whose streams have no listing needs no paged API. */
    private static Supplier<HttpSpec> http(
            ManifestSection manifest, NetworkRule network, Map<String, RestStream> streams) {
        boolean none = !streams.isEmpty()
                && streams.values().stream().allMatch(stream -> stream.plan().unlisted());
        @Nullable ManifestSection http = manifest.optionalSection("http");
        if (http == null && none) {
            return () -> HttpSpec.NONE;
        }
        return HttpPart.read(http == null ? manifest.section("http") : http, network);
    }

    /** Nothing else would bring an item of such a stream. */
    private static void unlisted(ManifestSection manifest, Map<String, RestStream> streams, Set<String> live) {
        streams.forEach((name, stream) -> {
            if (stream.plan().unlisted() && !live.contains(name)) {
                manifest.section("streams")
                        .problem(
                                name,
                                "a stream of socket.events.map, as it is unlisted",
                                "map an event to it, or describe its listing");
            }
        });
    }

    private static Map<String, StreamSpec> specs(Map<String, RestStream> streams, Set<String> live, boolean confirmed) {
        Map<String, StreamSpec> specs = new LinkedHashMap<>();
        streams.forEach((name, stream) -> specs.put(name, stream.spec(live.contains(name), confirmed)));
        return specs;
    }

    private static Map<String, RestStream> streams(ManifestSection manifest) {
        ManifestSection section = manifest.section("streams");
        Map<String, RestStream> streams = new LinkedHashMap<>();
        section.sections().forEach((name, stream) -> {
            if (SourcePart.NAME.parser().apply(name) == null) {
                section.problem(name, SourcePart.NAME.rule(), "rename the stream");
            }
            streams.put(name, StreamPart.read(name, stream));
        });
        if (streams.isEmpty() && manifest.has("streams")) {
            manifest.problem("streams", "at least one stream", "describe the first one below streams:");
        }
        return streams;
    }
}
