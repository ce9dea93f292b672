package dev.gapless.standalone.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.standalone.check.NoticedVersions.NoticeFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NoticedVersionsTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final NoticedVersions noticed = new NoticedVersions();

    @Test
    void what_was_noticed_is_held_against_what_was_made_since() throws Exception {
        noticed.notice("ann", "posts", "a", 1, BEGIN.plusMillis(250));
        noticed.notice("ann", "posts", "a", 1, BEGIN.plusMillis(900));
        noticed.notice("ann", "posts", "b", 2, BEGIN.plusMillis(1_100));
        noticed.notice("ann", "posts", "old", 1, BEGIN);
        String truth = String.join(
                "\n",
                made(1, "posts", "old", 1, -5),
                made(2, "posts", "a", 1, 0),
                made(3, "posts", "b", 1, 10),
                made(4, "posts", "b", 2, 100),
                made(5, "posts", "a", 2, 200),
                made(6, "likes", "x", 1, 300));

        NoticeFigures figures = noticed.against(
                path -> path.contains("after=0&") ? truth : "", BEGIN, Set.of("posts"));

        assertThat(figures.versions()).isEqualTo(4);
        assertThat(figures.noticed()).isEqualTo(2);
        assertThat(figures.noticedShare()).isEqualTo(0.5);
        assertThat(figures.coverage()).as("b is known as it is now, a is not").isEqualTo(0.5);
        assertThat(figures.delay(0)).isEqualTo(Duration.ofMillis(250));
        assertThat(figures.delay(1)).isEqualTo(Duration.ofMillis(1_000));
    }

    @Test
    void nothing_made_is_nothing_missed() throws Exception {
        NoticeFigures figures = noticed.against(path -> "", BEGIN, Set.of("posts"));

        assertThat(figures.coverage()).isOne();
        assertThat(figures.noticedShare()).isOne();
        assertThat(figures.delay(0.5)).isZero();
    }

    private static String made(long seq, String stream, String id, long version, long millis) {
        long position = BEGIN.toEpochMilli() * 1_000 + millis * 1_000;
        return """
                {"seq":%d,"account":"ann","stream":"%s","id":"%s","version":%d,"op":"create","position":%d,"item":{"id":"%s"}}"""
                .formatted(seq, stream, id, version, position, id);
    }
}
