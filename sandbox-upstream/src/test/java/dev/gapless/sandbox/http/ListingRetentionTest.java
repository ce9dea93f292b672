package dev.gapless.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListingRetentionTest {

    private static final long NOW = 10_000_000;
    private static final long OLDEST = 9_000_000;

    private final ListingRetention silent = new ListingRetention(() -> NOW, Duration.ofSeconds(1), false);
    private final ListingRetention frank = new ListingRetention(() -> NOW, Duration.ofSeconds(1), true);

    @ParameterizedTest
    @ValueSource(strings = {"/", "/?since=0", "/?since=8999999&until=9500000", "/?until=9500000"})
    void a_window_is_cut_short_where_retention_ends(String query) {
        assertThat(silent.of(window(query)).since().position()).isEqualTo(OLDEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/?since=9000000", "/?since=9500000", "/?until=9500000"})
    void what_begins_inside_or_nowhere_is_never_refused(String query) {
        assertThat(frank.of(window(query)).since().position()).isGreaterThanOrEqualTo(OLDEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/?since=0", "/?since=8999999", "/?since=8999999&until=9500000", "/?until=9000000"})
    void what_begins_before_or_ends_before_is_refused_when_that_is_to_be_said(String query) {
        assertThatThrownBy(() -> frank.of(window(query))).isInstanceOf(GoneException.class);
    }

    @Test
    void without_a_length_nothing_changes_and_it_may_be_set_later() {
        ListingRetention none = new ListingRetention(() -> NOW, null, true);
        assertThat(none.of(window("/?since=1"))).isEqualTo(window("/?since=1"));

        none.set(Duration.ofSeconds(2), false);
        assertThat(none.of(window("/?since=1")).since().position()).isEqualTo(8_000_000);
    }

    private static QueryWindow window(String query) {
        return QueryWindow.of(new QueryParameters(query), true);
    }
}
