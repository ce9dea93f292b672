package dev.gapless.connector.extraction;

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
        "HEX, '\"0x2a\"', 42",
        "HEX, '\"0X00000000000000000002A\"', 42",
        "HEX, '\"2a\"',",
        "HEX, '\"0x\"',",
        "HEX, '\"0xffffffffffffffff\"',",
        "HEX, 42,",
        "LEADING_NUMBER, '\"42-g1AAA\"', 42",
        "LEADING_NUMBER, '\"42\"', 42",
        "LEADING_NUMBER, 42, 42",
        "LEADING_NUMBER, '\"x42\"',",
        "LEADING_NUMBER, '\"-42\"',",
        "LEADING_NUMBER, '\"1234567890123456789-a\"',",
        "LEADING_NUMBER, '\"\"',",
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
        "SNOWFLAKE_TWITTER, 1541815603606036480, 1656432460105000",
        "SNOWFLAKE_DISCORD, '\"175928847299117063\"', 1462015105796000",
        "SNOWFLAKE_MASTODON, '\"115629911040000007\"', 1764372421875000",
        "SNOWFLAKE_MASTODON, -1,",
        "SNOWFLAKE_MASTODON, '\"x\"',",
        "ULID, '\"01ARYZ6S41TSV4RRFFQ69G5FAV\"', 1469918176385000",
        "ULID, '\"01aryz6s41tsv4rrffq69g5fav\"', 1469918176385000",
        "ULID, '\"81ARYZ6S41TSV4RRFFQ69G5FAV\"',",
        "UUID7, '\"017F22E2-79B0-7CC3-98C4-DC0C0C07398F\"', 1645557742000000",
        "UUID7, '\"017f22e2-79b0-4cc3-98c4-dc0c0c07398f\"',",
        "TID, '\"2222222222222\"', 0",
        "TID, '\"2222222222322\"', 1",
        "TID, '\"at://did:plc:a/app.bsky.feed.post/2222222222322\"', 1",
        "TID, '\"z222222222222\"',",
        "TID, '\"222222222222\"',",
        "TID, 5,",
    })
    void a_value_of_the_form_is_read_and_no_other(NumberForm form, String json, @Nullable Long expected) {
        assertThat(form.parse(JSON.readTree(json))).isEqualTo(expected);
    }

    /** The bound of a window must not leave out an id of its own time. */
    @ParameterizedTest
    @CsvSource({
        "SNOWFLAKE_TWITTER, 1656432460105000",
        "SNOWFLAKE_DISCORD, 1462015105796000",
        "SNOWFLAKE_MASTODON, 1764372421875000",
        "ULID, 1469918176385000",
        "UUID7, 1645557742000000",
        "TID, 1764372456000001"
    })
    void the_lowest_id_of_a_time_is_read_as_that_time(NumberForm form, long position) {
        String lowest = form.format(position);

        assertThat(form.parse(JSON.readTree("\"" + lowest + "\""))).isEqualTo(position);
        assertThat(form.format(position + form.step() - 1)).isEqualTo(lowest);
        assertThat(form.parse(JSON.readTree("\"" + form.format(position + form.step()) + "\"")))
                .isEqualTo(position + form.step());
        assertThat(form.format(0)).isNotBlank();
        assertThat(form.format(Long.MAX_VALUE)).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "NUMBER, 7, 7",
        "HEX, 42, 0x2a",
        "MILLISECONDS, 1999, 1",
        "SECONDS, 1999999, 1",
        "ISO, 1500000, 1970-01-01T00:00:01.500Z"
    })
    void a_position_is_written_as_the_source_writes_it(NumberForm form, long position, String expected) {
        assertThat(form.format(position)).isEqualTo(expected);
    }
}
