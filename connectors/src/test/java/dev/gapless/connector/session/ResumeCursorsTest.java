package dev.gapless.connector.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonPointer;

class ResumeCursorsTest {

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    private final ResumeCursors cursors = new ResumeCursors(
            new ResumeRule(JsonPointer.compile("/seq"), "after", null, false, null, null, Duration.ofMinutes(5)), 10);

    @Test
    void as_many_characters_are_kept_as_there_is_room_for() {
        cursors.keep("ann", "12345", NOON);
        cursors.keep("bob", "123456", NOON);
        assertThat(cursors.latest("ann", NOON)).isNull();
        assertThat(cursors.latest("bob", NOON)).isEqualTo("123456");

        cursors.keep("bob", "1", NOON);
        cursors.keep("ann", "123456789", NOON);
        assertThat(cursors.latest("ann", NOON)).isEqualTo("123456789");
        assertThat(cursors.latest("bob", NOON)).isEqualTo("1");
    }

    @Test
    void what_is_forgotten_leaves_room() {
        cursors.keep("ann", "1234567890", NOON);
        cursors.forget("ann");
        cursors.keep("bob", "12345", NOON);
        cursors.keep("cid", "12345", NOON);

        assertThat(cursors.latest("bob", NOON)).isEqualTo("12345");
    }
}
