package dev.gapless.capture.fakes;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gapless.connector.Connector;
import dev.gapless.connector.ManifestParser.Reading;
import dev.gapless.connector.manifest.ManifestReader;

/** The manifest of the {@link FakeUpstream}. */
public final class ForumManifest {

    public static final int MAX_FRAME = 300 * 1_024;

    private ForumManifest() {}

    public static Connector at(String source, String liveUrl) {
        return switch (ManifestReader.read(manifest(source, liveUrl).getBytes(UTF_8))) {
            case Reading.Accepted(Connector connector) -> connector;
            case Reading.Refused refused -> throw new AssertionError(refused.problems());
        };
    }

    private static String manifest(String source, String liveUrl) {
        return """
            type: rest
            source: %s
            network: {allow-private: true}
            authentication: {header: Authorization, prefix: ""}
            http:
              base-url: https://example.com
              rate: {per-second: 1, burst: 1}
            socket:
              url: %s{account}
              heartbeat: 500ms
              silence-limit: 6s
              max-frame: 300KB
              lateness: 50ms
              subscribe: '{"action":"subscribe","streams":{streams}}'
              confirmation: {pointer: /type, equals: subscribed, time: /server_time}
              ping: {by: protocol}
              events:
                type: /event_type
                item: /data
                map:
                  post_created: {stream: posts, operation: create}
            streams:
              posts:
                kind: event
                aspects: [creations, edits]
                item: {id: /id, position: /updated_at, version: /revision}
                listing:
                  path: /posts/{account}
                  order: newest-first
                  window: {since: since, until: until}
                  paging: {by: cursor, parameter: cursor, next: /next}
                  items: /data
                settle: 1s
                horizon: 1d
                poll: 5s
            """.formatted(source, liveUrl);
    }
}
