package dev.gapless.connector.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.common.secret.Secret;
import dev.gapless.connector.BreakerSpec;
import dev.gapless.connector.ConnectLimit;
import dev.gapless.connector.HttpSpec;
import dev.gapless.connector.SocketSpec;
import dev.gapless.connector.SourceSpec;
import dev.gapless.connector.StreamSpec;
import dev.gapless.connector.StreamSpec.Kind;
import dev.gapless.connector.manifest.part.NetworkRule;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SandboxManifestTest {

    private final SourceSpec spec =
            ManifestTexts.connector(ManifestTexts.sandbox()).spec();

    @Test
    void says_how_both_paths_are_reached() {
        assertThat(spec.source()).isEqualTo("sandbox");
        assertThat(spec.http())
                .isEqualTo(new HttpSpec(
                        URI.create("http://127.0.0.1:9190"),
                        Duration.ofSeconds(10),
                        4 << 20,
                        20,
                        20,
                        new BreakerSpec(3, Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(5))));
        assertThat(spec.socket())
                .isEqualTo(new SocketSpec(
                        "ws://127.0.0.1:9190/v1/accounts/{account}/live",
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(4),
                        false,
                        1 << 20));
        assertThat(spec.authentication().headers(Secret.of("key"))).isEqualTo(Map.of("Authorization", "Bearer key"));
        assertThat(NetworkRule.of(ManifestTexts.connector(ManifestTexts.sandbox())))
                .isEqualTo(new NetworkRule(true));
    }

    @Test
    void has_five_live_streams() {
        assertThat(spec.streams().keySet())
                .containsExactlyInAnyOrder("posts", "comments", "likes", "transactions", "profile");
        assertThat(spec.streams().values()).allMatch(StreamSpec::live);
    }

    @Test
    void posts_show_everything_and_the_profile_is_a_snapshot() {
        Set<Aspect> all = EnumSet.allOf(Aspect.class);
        assertThat(spec.streams())
                .containsEntry(
                        "posts",
                        new StreamSpec(
                                "posts",
                                Kind.EVENT,
                                PositionDomain.TIME,
                                all,
                                all,
                                true,
                                new StreamSpec.StreamTiming(
                                        Duration.ofSeconds(1), Duration.ofDays(400), Duration.ofSeconds(5))))
                .containsEntry(
                        "profile",
                        new StreamSpec(
                                "profile",
                                Kind.SNAPSHOT,
                                PositionDomain.TIME,
                                Set.of(Aspect.EDITS),
                                Set.of(Aspect.EDITS),
                                true,
                                new StreamSpec.StreamTiming(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(10))));
    }

    @Test
    void the_revision_changes_with_the_text() {
        assertThat(ManifestTexts.connector(ManifestTexts.sandbox() + "# a remark\n")
                        .spec()
                        .revision())
                .isNotEqualTo(spec.revision());
    }

    @Test
    void a_manifest_that_changes_only_what_the_paged_path_goes_by_has_the_same_live_part() {
        String text = ManifestTexts.sandbox();
        Object livePart = ManifestTexts.connector(text).livePart();

        assertThat(ManifestTexts.connector(text).livePart()).isEqualTo(livePart);
        assertThat(ManifestTexts.connector(text.replaceFirst("per-second: \\d+", "per-second: 3"))
                        .livePart())
                .isEqualTo(livePart);
        assertThat(ManifestTexts.connector(text.replace("lateness: 250ms", "lateness: 300ms"))
                        .livePart())
                .isNotEqualTo(livePart);
        assertThat(ManifestTexts.connector(text.replace("heartbeat: 1s", "heartbeat: 2s"))
                        .livePart())
                .isNotEqualTo(livePart);
    }

    @Test
    void connections_may_be_limited() {
        String text = ManifestTexts.sandbox()
                .replace("  heartbeat: 1s", "  connects: {count: 300, per: 5m}\n  heartbeat: 1s");

        assertThat(ManifestTexts.connector(text).spec().socket().connects())
                .isEqualTo(new ConnectLimit(300, Duration.ofMinutes(5)));
    }
}
