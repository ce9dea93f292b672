package dev.gapless.live.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class MessagePackCodecTest {

    private final JsonMapper json = new JsonMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "-33",
                "127",
                "128",
                "65536",
                "4294967296",
                "9223372036854775807",
                "-9223372036854775808",
                "18446744073709551615",
                "0.1",
                "-1.5",
                "1e300",
                "true",
                "null",
                "\"\"",
                "\"für \\\"dich\\\" \\u0000 😀\"",
                "[]",
                "{}",
                "[1,[2,{\"a\":[null,false]}]]",
                "{\"a\":{\"b\":\"c\"},\"__proto__\":{}}"
            })
    void what_was_json_is_the_same_again(String text) throws IOException {
        assertThat(json.readTree(MessagePackCodec.unpack(MessagePackCodec.pack(text.getBytes(UTF_8)))
                        .toString()))
                .isEqualTo(json.readTree(text));
    }

    @Test
    void lengths_at_the_edges_of_the_format_are_the_same_again() throws IOException {
        for (int length : new int[] {15, 16, 31, 32, 255, 256, 65_535, 65_536}) {
            String text = "[\"" + "x".repeat(length) + "\"" + ",7".repeat(length) + "]";
            assertThat(MessagePackCodec.unpack(MessagePackCodec.pack(text.getBytes(UTF_8)))
                            .toString())
                    .isEqualTo(text);
        }
    }

    /** As JavaScript reads it, too. */
    @Test
    void an_integer_of_more_than_64_bits_is_the_nearest_double() throws IOException {
        byte[] packed = MessagePackCodec.pack("-18446744073709551616".getBytes(UTF_8));
        assertThat(MessagePackCodec.unpack(packed).doubleValue()).isEqualTo(-0x1p64);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                // an array, a map and a text of 2 G, of which nothing follows
                "dd7fffffff",
                "df7fffffff",
                "db7fffffff",
                // of 4 G
                "ddffffffff",
                // a text that ends before its length
                "a561",
                // levels without end
                "9191919191919191919191919191919191919191",
                // two values, bytes, an extension, a key that is no text, a reserved byte
                "0101",
                "c40161",
                "d40161",
                "810101",
                "c1"
            })
    void what_is_no_message_is_refused_and_nothing_is_kept_ready_for_it(String bytes) {
        byte[] message = HexFormat.of().parseHex(bytes);
        assertThatThrownBy(() -> MessagePackCodec.unpack(message)).isInstanceOf(IOException.class);
        assertThat(ClientMessage.readPacked(message)).isInstanceOf(ClientMessage.Refused.class);
    }
}
