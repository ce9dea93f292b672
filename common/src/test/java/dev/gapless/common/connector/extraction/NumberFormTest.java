package dev.gapless.common.connector.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

class NumberFormTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    @ParameterizedTest
    @CsvSource({
        "NUMBER, 42, 42",
        "NUMBER, '\"42\"', 42",
        "NUMBER, 4.2e1, 42",
        "NUMBER, 4.2,",
        "NUMBER, -1,",
        "NUMBER, 9223372036854775807, 9223372036854775807",
        "NUMBER, 9223372036854775808,",
        "NUMBER, 1e999999999,",
        "NUMBER, '\"12x\"',",
        "NUMBER, true,",
        "NUMBER, null,",
        "MICROSECONDS, 1700000000000001, 1700000000000001",
        "MILLISECONDS, 1700000000000, 1700000000000000",
        "MILLISECONDS, 1.5, 1500",
        "SECONDS, 1700000000, 1700000000000000",
        "SECONDS, 1700000000.1234567, 1700000000123456",
        "SECONDS, 9223372036854775807,",
        "ISO, '\"1970-01-01T00:00:01.000002Z\"', 1000002",
        "ISO, '\"1970-01-01T01:00:00+01:00\"', 0",
        "ISO, '\"1969-01-01T00:00:00Z\"',",
        "ISO, '\"yesterday\"',",
        "ISO, 5,",
    })
    void a_value_of_the_form_is_read_and_no_other(NumberForm form, String json, @Nullable Long expected) {
        assertThat(form.parse(JSON.readTree(json))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"NUMBER, 7, 7", "MILLISECONDS, 1999, 1", "SECONDS, 1999999, 1", "ISO, 1500000, 1970-01-01T00:00:01.500Z"
    })
    void a_position_is_written_as_the_source_writes_it(NumberForm form, long position, String expected) {
        assertThat(form.format(position)).isEqualTo(expected);
    }
}
