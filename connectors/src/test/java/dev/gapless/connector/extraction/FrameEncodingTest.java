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

    @Test
    void random_bytes_are_read_or_refused_and_nothing_is_thrown() {
        byte[] right = CBOR.writeValueAsBytes(Map.of("type", "post", "at", 1.5, "list", new int[] {1, 2}));
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
            assertThat(FrameEncoding.CBOR.json(changed.toByteArray()).then(json::read))
                    .as("seed %d", seed)
                    .isNotNull();
        }
    }

    private static @Nullable String read(byte[] message) {
        return FrameEncoding.CBOR.json(message) instanceof ParseResult.Got<byte[]>(byte[] json)
                ? new String(json, StandardCharsets.UTF_8)
                : null;
    }
}
