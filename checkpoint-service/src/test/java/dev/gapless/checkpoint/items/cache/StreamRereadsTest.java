package dev.gapless.checkpoint.items.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StreamRereadsTest {

    private static final String POSTS = "forum/posts";

    private final AtomicLong nanos = new AtomicLong();
    private final StreamRereads rereads = new StreamRereads(nanos::get);

    @Test
    void a_stream_whose_items_are_mined_again_and_again_gets_hints_and_no_other_does() {
        rereads.saw(POSTS, 300, 1_200, 0, 0);
        rereads.saw("forum/likes", 300, 1_000, 0, 0);
        rereads.saw("forum/notes", 0, 100_000, 0, 0);

        assertThat(rereads.pays(POSTS)).isTrue();
        assertThat(rereads.pays("forum/likes")).as("each item three times").isFalse();
        assertThat(rereads.pays("forum/notes"))
                .as("the live path brings none, so no hint would answer")
                .isFalse();
        assertThat(rereads.pays("forum/never-heard-of")).isFalse();
    }

    @Test
    void a_few_copies_say_nothing() {
        rereads.saw(POSTS, 10, 999, 0, 0);
        assertThat(rereads.pays(POSTS)).isFalse();

        rereads.saw(POSTS, 0, 1, 0, 0);
        assertThat(rereads.pays(POSTS)).isTrue();
    }

    @Test
    void hints_that_answer_too_little_end() {
        rereads.saw(POSTS, 10, 1_000, 0, 0);
        rereads.saw(POSTS, 100, 900, 100, 300);
        assertThat(rereads.pays(POSTS)).isTrue();

        rereads.saw(POSTS, 50, 100, 0, 0);
        assertThat(rereads.pays(POSTS)).isFalse();
    }

    @Test
    void what_was_long_ago_is_forgotten() {
        rereads.saw(POSTS, 10, 900, 0, 0);
        nanos.addAndGet(Duration.ofHours(3).toNanos());
        rereads.saw(POSTS, 10, 200, 0, 0);

        assertThat(rereads.pays(POSTS)).isFalse();
    }
}
