package dev.gapless.connector.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.json.JsonMapper;

class MessageMatcherTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"ok\":\"true\"} | true | true",
                "{\"ok\":true} | true | true",
                "{\"ok\":0} | 0 | true",
                "{\"ok\":false} | true | false",
                "{\"ok\":null} | null | false",
                "{\"ok\":{}} | true | false",
                "{} | true | false",
            })
    void a_member_is_compared_as_it_is_written(String frame, String equals, boolean matches) {
        assertThat(new MessageMatcher(JsonPointer.compile("/ok"), equals)
                        .isOn(JsonMapper.shared().readTree(frame)))
                .isEqualTo(matches);
    }
}
