package dev.gapless.common.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamIdTest {

    @Test
    void a_key_is_read_back_as_it_was_written() {
        StreamId id = new StreamId("sandbox", "acc-0001", "posts");

        assertThat(id.key()).isEqualTo("sandbox/acc-0001/posts");
        assertThat(StreamId.parse(id.key())).isEqualTo(id);
        assertThat(id.accountKey()).isEqualTo("sandbox/acc-0001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "a b", "ü"})
    void an_account_that_would_bend_a_key_or_a_url_is_refused_with_the_rule(String account) {
        assertThatThrownBy(() -> new StreamId("sandbox", account, "posts"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("account")
                .hasMessageContaining("expected");
    }

    @Test
    void a_key_of_another_form_is_refused() {
        assertThatThrownBy(() -> StreamId.parse("sandbox/posts")).hasMessageContaining("source/account/stream");
    }
}
