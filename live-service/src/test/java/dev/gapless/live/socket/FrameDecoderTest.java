package dev.gapless.live.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {

    private static final int MAX = 70_000;

    private final List<String> heard = new ArrayList<>();
    private final FrameDecoder decoder = new FrameDecoder(MAX, false);
    private int frames;
    private final FrameDecoder.Receiver receiver = new FrameDecoder.Receiver() {
        @Override
        public void framed() {
            frames++;
        }

        @Override
        public void text(String message) {
            heard.add("text " + message);
        }

        @Override
        public void binary(byte[] message) {
            heard.add("binary " + Arrays.toString(message));
        }

        @Override
        public void ping(byte[] payload) {
            heard.add("ping " + new String(payload, UTF_8));
        }

        @Override
        public void closed(int code) {
            heard.add("closed " + code);
        }
    };

    /** Whatever pieces the network makes of the bytes. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void messages_are_whole_and_in_their_order_however_their_bytes_come(long seed) throws Exception {
        Random random = new Random(seed);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        List<String> expected = new ArrayList<>();
        int made = 0;
        for (int message = 0; message < 200; message++) {
            String text = "ü".repeat(random.nextInt(200)) + "x".repeat(random.nextInt(10) == 0 ? 66_000 : 0);
            switch (random.nextInt(4)) {
                case 0 -> {
                    said.writeBytes(frame(random, 0x81, text.getBytes(UTF_8)));
                    expected.add("text " + text);
                }
                case 1 -> {
                    byte[] bytes = new byte[random.nextInt(130)];
                    random.nextBytes(bytes);
                    said.writeBytes(frame(random, 0x82, bytes));
                    expected.add("binary " + Arrays.toString(bytes));
                }
                case 2 -> {
                    // in three frames, with a ping between them; the first may end within a character
                    byte[] bytes = text.getBytes(UTF_8);
                    int first = random.nextInt(bytes.length + 1);
                    said.writeBytes(frame(random, 0x01, Arrays.copyOf(bytes, first)));
                    said.writeBytes(frame(random, 0x89, "p".getBytes(UTF_8)));
                    said.writeBytes(frame(random, 0x00, new byte[0]));
                    said.writeBytes(frame(random, 0x80, Arrays.copyOfRange(bytes, first, bytes.length)));
                    expected.add("ping p");
                    expected.add("text " + text);
                    made += 3;
                }
                default -> said.writeBytes(frame(random, 0x8a, new byte[random.nextInt(126)]));
            }
            made++;
        }
        said.writeBytes(frame(random, 0x88, new byte[] {(byte) 0x0f, (byte) 0xa1}));
        expected.add("closed 4001");
        made++;
        // behind the end; nothing of it is read
        said.writeBytes(frame(random, 0x89, new byte[0]));
        said.writeBytes(frame(random, 0xff, new byte[0]));
        ByteBuffer bytes = ByteBuffer.wrap(said.toByteArray());
        while (bytes.hasRemaining()) {
            ByteBuffer some = bytes.slice(bytes.position(), Math.min(bytes.remaining(), 1 + random.nextInt(3_000)));
            bytes.position(bytes.position() + some.remaining());
            decoder.read(some, receiver);
        }
        assertThat(heard).isEqualTo(expected);
        assertThat(frames).isEqualTo(made);
    }

    @Test
    void a_compressed_message_is_inflated_where_that_was_agreed_on_and_within_the_limit() throws Exception {
        FrameDecoder agreed = new FrameDecoder(MAX, true);
        byte[] text = "ü".repeat(30_000).getBytes(UTF_8);
        byte[] deflated = MessageDeflate.deflate(text).orElseThrow();
        assertThat(deflated.length).isLessThan(1_000);
        Random random = new Random(1);
        // in two frames, of which the first one alone says it; then a message that is not compressed
        agreed.read(ByteBuffer.wrap(frame(random, 0x41, Arrays.copyOf(deflated, 10))), receiver);
        agreed.read(ByteBuffer.wrap(frame(random, 0x80, Arrays.copyOfRange(deflated, 10, deflated.length))), receiver);
        agreed.read(ByteBuffer.wrap(frame(random, 0x81, "plain".getBytes(UTF_8))), receiver);
        assertThat(heard).containsExactly("text " + "ü".repeat(30_000), "text plain");
        byte[] bomb = MessageDeflate.deflate(new byte[50_000_000]).orElseThrow();
        assertThat(bomb.length).isLessThan(300_000);
        assertThatThrownBy(() -> MessageDeflate.inflate(bomb, MAX))
                .isInstanceOfSatisfying(
                        FrameException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(SocketCloseReason.TOO_LARGE));
        for (int first : List.of(0xc0, 0xc9, 0xa1, 0x91)) {
            assertThatThrownBy(() ->
                            new FrameDecoder(MAX, true).read(ByteBuffer.wrap(frame(random, first, text)), receiver))
                    .isInstanceOf(FrameException.class);
        }
        assertThatThrownBy(() -> new FrameDecoder(MAX, true)
                        .read(ByteBuffer.wrap(frame(random, 0xc1, new byte[] {-1, -1, -1})), receiver))
                .isInstanceOfSatisfying(
                        FrameException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(SocketCloseReason.FRAME_INVALID));
        assertRefused(SocketCloseReason.FRAME_INVALID, frame(random, 0xc1, deflated));
    }

    @Test
    void compression_is_agreed_on_when_an_offer_asks_for_nothing_that_is_not_kept() {
        for (String offer : List.of(
                "permessage-deflate; client_max_window_bits",
                "permessage-deflate; client_max_window_bits=8",
                "permessage-deflate; client_max_window_bits=\"15\"; server_max_window_bits=15")) {
            assertThat(MessageDeflate.isOffered(List.of(offer))).as(offer).isTrue();
        }
        assertThat(MessageDeflate.isOffered(
                        List.of("x-deflate", "permessage-deflate; server_max_window_bits=10", "permessage-deflate")))
                .isTrue();
        for (String offer : List.of(
                "x-deflate",
                "permessage-deflate; server_max_window_bits=10",
                "permessage-deflate; server_no_context_takeover=1",
                "permessage-deflate; server_max_window_bits=15=15",
                "permessage-deflate; client_max_window_bits=",
                "permessage-deflate; client_max_window_bits=7",
                "permessage-deflate; client_max_window_bits=16",
                "permessage-deflate; client_max_window_bits=010",
                "permessage-deflate; client_max_window_bits=1\"0",
                "permessage-deflate; client_max_window_bits; client_max_window_bits=10",
                "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
                "permessage-deflate; other")) {
            assertThat(MessageDeflate.isOffered(List.of(offer))).as(offer).isFalse();
        }
        byte[] noise = new byte[5_000];
        new Random(1).nextBytes(noise);
        assertThat(MessageDeflate.deflate(noise)).isEmpty();
        assertThat(MessageDeflate.deflate(new byte[MessageDeflate.LEAST_BYTES - 1]))
                .isEmpty();
    }

    @Test
    void a_close_frame_has_a_code_that_may_be_sent_or_none() throws Exception {
        for (int code : List.of(0, 999, 1004, 1005, 1006, 1015, 1016, 2_999, 5_000, 65_535)) {
            assertRefused(SocketCloseReason.FRAME_INVALID, closeFrame(code));
        }
        assertRefused(SocketCloseReason.FRAME_INVALID, frame(new Random(1), 0x88, new byte[1]));
        assertThat(heard).isEmpty();
        for (int code : List.of(1000, 1003, 1007, 1014, 3_000, 4_999)) {
            new FrameDecoder(MAX, false).read(ByteBuffer.wrap(closeFrame(code)), receiver);
        }
        new FrameDecoder(MAX, false).read(ByteBuffer.wrap(frame(new Random(1), 0x88, new byte[0])), receiver);
        assertThat(heard)
                .containsExactly(
                        "closed 1000",
                        "closed 1003",
                        "closed 1007",
                        "closed 1014",
                        "closed 3000",
                        "closed 4999",
                        "closed 1005");
    }

    private static byte[] closeFrame(int code) {
        return frame(
                new Random(code),
                0x88,
                ByteBuffer.allocate(2).putShort((short) code).array());
    }

    @Test
    void a_length_is_written_in_as_few_bytes_as_it_needs() throws Exception {
        byte[] short16 = {(byte) 0x82, (byte) 0xfe, 0, 125};
        assertRefused(SocketCloseReason.FRAME_INVALID, short16);
        byte[] short64 = {(byte) 0x82, (byte) 0xff, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};
        assertRefused(SocketCloseReason.FRAME_INVALID, short64);
        Random random = new Random(1);
        for (int length : List.of(125, 126, 0xffff, 0x10000)) {
            decoder.read(ByteBuffer.wrap(frame(random, 0x82, new byte[length])), receiver);
        }
        assertThat(heard).hasSize(4);
    }

    @Test
    void what_no_client_may_send_is_refused_with_its_reason() throws Exception {
        Random random = new Random(1);
        byte[] unmasked = {(byte) 0x81, 1, 'x'};
        assertRefused(SocketCloseReason.FRAME_INVALID, unmasked);
        // a reserved bit, a kind that is none, a ping in two frames, one that is too long
        for (int first : List.of(0xc1, 0x83, 0x09)) {
            assertRefused(SocketCloseReason.FRAME_INVALID, frame(random, first, new byte[1]));
        }
        assertRefused(SocketCloseReason.FRAME_INVALID, frame(random, 0x89, new byte[126]));
        // the rest of no message, and a message within one
        assertRefused(SocketCloseReason.FRAME_INVALID, frame(random, 0x80, new byte[1]));
        assertRefused(
                SocketCloseReason.FRAME_INVALID, frame(random, 0x01, new byte[1]), frame(random, 0x81, new byte[1]));
        assertRefused(SocketCloseReason.TEXT_INVALID, frame(random, 0x81, new byte[] {(byte) 0xff}));
        assertRefused(SocketCloseReason.TEXT_INVALID, frame(random, 0x88, new byte[] {3, (byte) 0xe8, (byte) 0xff}));
        byte[] negative = {(byte) 0x82, (byte) 0xff, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0};
        assertRefused(SocketCloseReason.FRAME_INVALID, negative);
        assertThat(heard).isEmpty();
    }

    @Test
    void a_message_that_is_too_long_is_refused_before_it_has_come() throws Exception {
        byte[] announced = {(byte) 0x82, (byte) 0xff, 0, 0, 0, 0, 0, 1, 17, 113};
        assertRefused(SocketCloseReason.TOO_LARGE, announced);
        Random random = new Random(1);
        assertRefused(
                SocketCloseReason.TOO_LARGE,
                frame(random, 0x02, new byte[MAX - 1]),
                Arrays.copyOf(frame(random, 0x80, new byte[2]), 2));
        decoder.read(ByteBuffer.wrap(frame(random, 0x02, new byte[MAX - 1])), receiver);
        decoder.read(ByteBuffer.wrap(frame(random, 0x80, new byte[1])), receiver);
        assertThat(heard).hasSize(1);
    }

    private void assertRefused(SocketCloseReason reason, byte[]... frames) {
        FrameDecoder fresh = new FrameDecoder(MAX, false);
        assertThatThrownBy(() -> {
                    for (byte[] frame : frames) {
                        fresh.read(ByteBuffer.wrap(frame), receiver);
                    }
                })
                .isInstanceOfSatisfying(
                        FrameException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    /** As a client sends it. */
    private static byte[] frame(Random random, int first, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length).put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length <= 0xffff) {
            frame.put((byte) 0xfe).putShort((short) payload.length);
        } else {
            frame.put((byte) 0xff).putLong(payload.length);
        }
        byte[] mask = new byte[4];
        random.nextBytes(mask);
        frame.put(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask[i % 4]));
        }
        return Arrays.copyOf(frame.array(), frame.position());
    }
}
