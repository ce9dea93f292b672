package dev.gapless.connector.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.dataformat.cbor.CBORMapper;

class FrameEncodingTest {

    private static final CBORMapper CBOR = CBORMapper.builder().build();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a26161016162f5 | {\"a\":1,\"b\":true}",
                "a161611bffffffffffffffff | {\"a\":18446744073709551615}",
                "a16161430001ff | {\"a\":\"AAH/\"}",
                "a16161d82a4500deadbeef | {\"a\":\"AN6tvu8=\"}",
                "a1616101a1616202 | [{\"a\":1},{\"b\":2}]",
                "83010203 | [1,2,3]",
                "7b2261223a317d | {\"a\":1}",
            })
    void a_binary_message_is_the_json_that_it_means(String hex, String json) {
        assertThat(read(HexFormat.of().parseHex(hex))).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a26161d82a4500deadbeef616cd82a420001 | {\"a\":{\"$link\":\"b32w353y\"},\"l\":{\"$link\":\"bae\"}}",
                "a16161430001ff | {\"a\":{\"$bytes\":\"AAH/\"}}",
                "a261618201206162f6 | {\"a\":[1,-1],\"b\":null}",
                "a1616101a1616202 | [{\"a\":1},{\"b\":2}]",
                "a161611bffffffffffffffff | {\"a\":18446744073709551615}",
                "d82a4401deadbe | ",
                "fb7ff8000000000000 | ",
                "a16161f7 | ",
                "a16161 | ",
            })
    void dag_cbor_tells_links_and_bytes_apart_or_is_refused(String hex, @Nullable String json) {
        assertThat(read(FrameEncoding.DAG_CBOR, HexFormat.of().parseHex(hex))).isEqualTo(json);
    }

    @Test
    void random_bytes_of_dag_cbor_are_read_or_refused_and_nothing_is_thrown() {
        change(
                FrameEncoding.DAG_CBOR,
                HexFormat.of()
                        .parseHex("a2626f700161746723636f6d6d6974a16163d82a4500deadbeef83f5f6fb3ff8000000000000"));
    }

    @ParameterizedTest
    @CsvSource({"''", "ff", "a16161", "5bffffffffffffffff", "7a7fffffff41", "9b7fffffffffffffff01"})
    void what_is_cut_off_or_names_an_endless_length_is_refused(String hex) {
        byte[] message = HexFormat.of().parseHex(hex);
        // such a text or list begins as JSON does, and is refused where it is read as that
        assertThat(FrameEncoding.CBOR.json(message).then(new StrictJson(1_000)::read))
                .isInstanceOf(ParseResult.Refused.class);
    }

    @Test
    void what_is_nested_too_deep_or_holds_too_many_values_is_refused() {
        assertThat(read(HexFormat.of().parseHex("81".repeat(70) + "01"))).isNull();
        assertThat(read(HexFormat.of().parseHex("01".repeat(17)))).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "82a16101a162c3 | {\"a\":1,\"b\":true}",
                "81a161cfffffffffffffffff | {\"a\":18446744073709551615}",
                "81a161d3ffffffffffffffff | {\"a\":-1}",
                "81a161cb3ff8000000000000 | {\"a\":1.5}",
                "81a161c4030001ff | {\"a\":\"AAH/\"}",
                "81a161c0 | {\"a\":null}",
                "81a161d6ff00000001 | {\"a\":\"1970-01-01T00:00:01Z\"}",
                "81a1610181a16202 | [{\"a\":1},{\"b\":2}]",
                "93010203 | [1,2,3]",
                "7b2261223a317d | {\"a\":1}",
            })
    void messagepack_is_the_json_that_it_means(String hex, String json) {
        assertThat(read(FrameEncoding.MESSAGEPACK, HexFormat.of().parseHex(hex)))
                .isEqualTo(json);
    }

    /**
     * Cut off, endless, never used, no text for a name, a name twice, no UTF-8, not a number, an own extension, a far
     * year.
     */
    @ParameterizedTest
    @CsvSource({
        "''",
        "81a161",
        "ddffffffff01",
        "dbffffffff41",
        "c6ffffffff00",
        "c1",
        "810101",
        "82a16101a16102",
        "81a161a1ff",
        "81a161cb7ff8000000000000",
        "81a161d40501",
        "81a161c70cff000000007fffffffffffffff",
        "81a161c70cff000000008000000000000000",
        "81a161c70cffffffffff7fffffffffffffff"
    })
    void messagepack_that_is_cut_off_or_that_json_cannot_say_is_refused(String hex) {
        ParseResult<byte[]> read = FrameEncoding.MESSAGEPACK.json(HexFormat.of().parseHex(hex));

        assertThat(read instanceof ParseResult.Refused<byte[]>(ParseError refusal) ? refusal.rule() : "read")
                .isEqualTo("messagepack");
    }

    @Test
    void messagepack_that_is_nested_too_deep_or_holds_too_many_values_is_refused() {
        assertThat(read(FrameEncoding.MESSAGEPACK, HexFormat.of().parseHex("91".repeat(70) + "01")))
                .isNull();
        assertThat(read(FrameEncoding.MESSAGEPACK, HexFormat.of().parseHex("01".repeat(17))))
                .isNull();
    }

    @Test
    void random_bytes_of_messagepack_are_read_or_refused_and_nothing_is_thrown() {
        change(
                FrameEncoding.MESSAGEPACK,
                HexFormat.of().parseHex("83a474797065a4706f7374a26174cb3ff8000000000000a46c697374920102"));
    }

    @Test
    void random_bytes_are_read_or_refused_and_nothing_is_thrown() {
        change(FrameEncoding.CBOR, CBOR.writeValueAsBytes(Map.of("type", "post", "at", 1.5, "list", new int[] {1, 2})));
    }

    private static void change(FrameEncoding encoding, byte[] right) {
        StrictJson json = new StrictJson(10_000);
        for (long seed = 0; seed < 5_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            ByteArrayOutputStream changed = new ByteArrayOutputStream();
            for (byte each : right) {
                switch (random.nextInt(20)) {
                    case 0 -> changed.write(random.nextInt(256));
                    case 1 -> {
                        changed.write(random.nextInt(256));
                        changed.write(each);
                    }
                    case 2 -> {
                        // left out
                    }
                    default -> changed.write(each);
                }
            }
            assertThat(encoding.json(changed.toByteArray()).then(json::read))
                    .as("seed %d", seed)
                    .isNotNull();
        }
    }

    private static @Nullable String read(byte[] message) {
        return read(FrameEncoding.CBOR, message);
    }

    private static @Nullable String read(FrameEncoding encoding, byte[] message) {
        return encoding.json(message) instanceof ParseResult.Got<byte[]>(byte[] json)
                ? new String(json, StandardCharsets.UTF_8)
                : null;
    }
}
