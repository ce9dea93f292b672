package dev.gapless.common.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gapless.common.message.ParkedSources.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParkedSourcesTest {

    @Test
    void they_come_back_from_their_note_whatever_stands_beside_it() {
        ParkedSources parked = ParkedSources.NONE
                .with("shop", Place.at(120))
                .with("b-2", new Place(40, 90))
                .with("lost", new Place(50, 50, 70))
                .with("both", new Place(50, 60, 70))
                .with("gone", Place.at(3));
        parked = parked.without("gone");

        assertThat(parked.toNote()).isEqualTo("parked:b-2@40-90,both@50-60!70,lost@50!70,shop@120");
        assertThat(ParkedSources.read("in-doubt-until:7 " + parked.toNote() + " counts:1,2"))
                .isEqualTo(parked);
        assertThat(parked.first()).hasValue(40);
        assertThat(parked.of("shop")).isEqualTo(Place.at(120));
    }

    @Test
    void none_is_no_word() {
        assertThat(ParkedSources.NONE.toNote()).isEmpty();
        assertThat(ParkedSources.read("counts:1,2").first()).isEmpty();
    }

    @Test
    void thirty_sources_of_the_longest_names_fit() {
        ParkedSources parked = ParkedSources.NONE;
        for (int n = 0; n < 30; n++) {
            parked = parked.with("%063d".formatted(n), new Place(1L << 59, 1L << 59));
        }
        assertThat(parked.fits()).isTrue();
        for (int n = 30; n < 60; n++) {
            parked = parked.with("%063d".formatted(n), new Place(1L << 59, 1L << 59));
        }
        assertThat(parked.fits()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"parked:", "parked:shop", "parked:shop@", "parked:shop@-1", "parked:shop@9-3", "parked:a@1;b@2"})
    void what_cannot_be_read_is_not_passed_over(String note) {
        assertThatIllegalArgumentException().isThrownBy(() -> ParkedSources.read(note));
    }
}
