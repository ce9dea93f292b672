package dev.gapless.capture.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MessageHandlerTest {

    private final CompletableFuture<ConnectResult> result = new CompletableFuture<>();
    private final EmbeddedChannel channel = new EmbeddedChannel(new MessageHandler(new SilentListener(), result));

    @Test
    void a_handshake_that_took_too_long_is_no_connection_that_the_source_closed() {
        channel.pipeline().fireUserEventTriggered(ClientHandshakeStateEvent.HANDSHAKE_TIMEOUT);
        channel.close().syncUninterruptibly();

        assertThat(result).isCompletedWithValue(new ConnectResult.TimedOut("no handshake in time"));
    }

    @Test
    void a_source_that_closes_before_the_handshake_is_over_is_unreachable() {
        channel.close().syncUninterruptibly();

        assertThat(result)
                .isCompletedWithValue(new ConnectResult.Unreachable("the connection was closed during the handshake"));
    }
}
