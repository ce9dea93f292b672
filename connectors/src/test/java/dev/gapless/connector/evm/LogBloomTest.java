package dev.gapless.connector.evm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogBloomTest {

    private static final byte[] ADDRESS = HexFormat.of().parseHex("d8da6bf26964af9d7eed9e03e53415d37aa96045");

    /** Of the submission, and the topic of ERC-20's event. */
    @ParameterizedTest
    @CsvSource({
        "'', c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
        "abc, 4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45",
        "'Transfer(address,address,uint256)', ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef",
    })
    void a_digest_is_that_of_the_submission_and_not_of_the_standard(String message, String digest) {
        assertThat(HexFormat.of().formatHex(KeccakDigest.digest(message.getBytes(US_ASCII))))
                .isEqualTo(digest);
    }

    /** A message of 135 bytes has one byte of padding, and one of 136 a block of it. */
    @ParameterizedTest
    @CsvSource({
        "135, 34367dc248bbd832f4e3e69dfaac2f92638bd0bbd18f2912ba4ef454919cf446",
        "136, a6c4d403279fe3e0af03729caada8374b5ca54d8065329a3ebcaeb4b60aa386e",
    })
    void a_message_may_end_where_a_block_ends(int length, String digest) {
        assertThat(HexFormat.of()
                        .formatHex(KeccakDigest.digest("a".repeat(length).getBytes(US_ASCII))))
                .isEqualTo(digest);
    }

    @Test
    void a_filter_may_hold_what_has_its_three_bits_and_excludes_what_lacks_one() {
        byte[] bits = new byte[256];
        for (int bit : new int[] {1761, 194, 852}) {
            bits[255 - bit / 8] |= (byte) (1 << (bit % 8));
        }
        assertThat(new LogBloom(bits).mayHold(ADDRESS)).isTrue();

        bits[255 - 852 / 8] = 0;
        assertThat(new LogBloom(bits).mayHold(ADDRESS)).isFalse();
    }

    @Test
    void what_is_no_filter_is_none() {
        assertThat(LogBloom.parse(null)).isNull();
        assertThat(LogBloom.parse("0x00")).isNull();
        assertThat(LogBloom.parse("0x" + "g".repeat(512))).isNull();
        assertThat(LogBloom.parse("0x" + "0".repeat(512))).isNotNull();
    }
}
