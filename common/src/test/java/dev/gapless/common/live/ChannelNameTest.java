package dev.gapless.common.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.common.position.StreamId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelNameTest {

    private static final ChannelName STREAM = ChannelName.parse("s/a/t");

    @ParameterizedTest
    @ValueSource(strings = {"s/a/t", "s/a/t/7", "s/a/t/threads/7/\"x\"", "*/*/*", "s/*/t"})
    void a_name_is_read_as_it_is_written(String key) {
        assertThat(ChannelName.parse(key).key()).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "s/a", "S/a/t", "s/a b/t", "s/a/t/", "s/a/t/*", "s*/a/t", "s/a/**", "*/*/*/7", "s/*/t/7"})
    void what_is_no_name_is_refused(String key) {
        assertThatThrownBy(() -> ChannelName.parse(key)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_pattern_includes_what_matches_and_an_item_itself_alone() {
        for (String wide : List.of("s/a/t", "*/a/t", "s/*/t", "s/a/*", "*/*/*", "s/a/t/7")) {
            assertThat(ChannelName.parse(wide).includes(STREAM, "7")).as(wide).isTrue();
        }
        for (String other : List.of("s/b/t", "*/b/t", "x/*/t", "s/a/t/8")) {
            assertThat(ChannelName.parse(other).includes(STREAM, "7")).as(other).isFalse();
        }
    }

    @Test
    void an_items_channel_has_a_single_stream_and_a_pattern_has_none() {
        assertThat(ChannelName.parse("s/a/t/7").singleStream()).contains(new StreamId("s", "a", "t"));
        assertThat(ChannelName.parse("s/a/t/7").isWholeStream()).isFalse();
        assertThat(STREAM.isWholeStream()).isTrue();
        assertThat(ChannelName.parse("s/*/t").singleStream()).isEmpty();
        assertThat(ChannelName.parse("s/*/t").isPattern()).isTrue();
    }
}
