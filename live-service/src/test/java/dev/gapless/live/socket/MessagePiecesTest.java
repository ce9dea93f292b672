package dev.gapless.live.socket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.TextMessage;

class MessagePiecesTest {

    private final MessagePieces pieces = new MessagePieces(6);

    @Test
    void a_message_is_whole_at_its_last_piece() {
        assertThat(pieces.add(new TextMessage("one"))).isEqualTo("one");
        assertThat(pieces.add(new TextMessage("tw", false))).isNull();
        assertThat(pieces.add(new TextMessage("", false))).isNull();
        assertThat(pieces.add(new TextMessage("o", true))).isEqualTo("two");
        assertThat(pieces.add(new BinaryMessage(new byte[] {1, 2}, false))).isNull();
        assertThat(pieces.add(new BinaryMessage(new byte[] {3}, true))).containsExactly(1, 2, 3);
        assertThat(pieces.add(new BinaryMessage(new byte[] {4}))).containsExactly(4);
        assertThat(pieces.isTooLong()).isFalse();
    }

    @Test
    void a_message_that_is_too_long_is_never_whole() {
        assertThat(pieces.add(new TextMessage("123456"))).isEqualTo("123456");
        assertThat(pieces.add(new TextMessage("12345", false))).isNull();
        assertThat(pieces.isTooLong()).isFalse();
        assertThat(pieces.add(new TextMessage("67", true))).isNull();
        assertThat(pieces.isTooLong()).isTrue();
        assertThat(pieces.add(new TextMessage("8", true))).isNull();
        MessagePieces packed = new MessagePieces(6);
        assertThat(packed.add(new BinaryMessage(new byte[7]))).isNull();
        assertThat(packed.isTooLong()).isTrue();
    }
}
