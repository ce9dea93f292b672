package dev.gapless.capture.fakes;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gapless.common.position.MicrosecondTime;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The far end of one connection. */
public final class FakePeer {

    private final String account;
    private final Channel channel;
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private volatile int closeCode;
    private volatile boolean gone;

    FakePeer(String account, Channel channel) {
        this.account = account;
        this.channel = channel;
    }

    public String account() {
        return account;
    }

    /** Our clock, which is the source's too: µs since the epoch. */
    public static long now() {
        return MicrosecondTime.of(Clock.systemUTC().instant());
    }

    /** @return the time from which on everything will be sent */
    public long confirm() {
        long now = now();
        send("{\"type\":\"subscribed\",\"server_time\":%d}".formatted(now));
        return now;
    }

    /** @return the frame, as it was sent */
    public String post(String id, String text) {
        String frame =
                "{\"event_type\":\"post_created\",\"data\":{\"id\":\"%s\",\"updated_at\":%d,\"revision\":1,\"text\":\"%s\"}}"
                        .formatted(id, now(), text);
        send(frame);
        return frame;
    }

    public void send(String text) {
        send(text.getBytes(UTF_8));
    }

    /** As a text frame, whether it is text or not. */
    public void send(byte[] bytes) {
        var _ = channel.writeAndFlush(new TextWebSocketFrame(Unpooled.copiedBuffer(bytes)));
    }

    /** One message in frames that begin at these places. */
    public void sendInFragments(byte[] bytes, int... cuts) {
        int from = 0;
        for (int i = 0; i <= cuts.length; i++) {
            boolean last = i == cuts.length;
            byte[] part = Arrays.copyOfRange(bytes, from, last ? bytes.length : cuts[i]);
            var _ = channel.write(
                    i == 0
                            ? new TextWebSocketFrame(last, 0, Unpooled.wrappedBuffer(part))
                            : new ContinuationWebSocketFrame(last, 0, Unpooled.wrappedBuffer(part)));
            from = last ? bytes.length : cuts[i];
        }
        channel.flush();
    }

    /**
     * Gone without a word.
     *
     * @return the time from which on nothing is answered
     */
    public long drop() {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        return between(() -> channel.unsafe().closeForcibly());
    }

    /**
     * Open, but neither reads nor answers.
     *
     * @return the time from which on it does neither
     */
    public long freeze() {
        return between(() -> channel.config().setAutoRead(false));
    }

    /**
     * The same as {@link #send(String)}.
     *
     * @return a time before which all was answered that is answered before this is sent
     */
    public long sendNow(String text) {
        return between(() -> send(text));
    }

    /** Does it while nothing else happens to the connection, so that no ping is answered after the time. */
    private long between(Runnable work) {
        return channel.eventLoop()
                .submit(() -> {
                    long now = now();
                    work.run();
                    return now;
                })
                .syncUninterruptibly()
                .getNow();
    }

    public void close(int code) {
        channel.writeAndFlush(new CloseWebSocketFrame(code, "")).syncUninterruptibly();
    }

    void heard(String text) {
        heard.add(text);
    }

    void closedWith(int code) {
        closeCode = code;
    }

    void gone() {
        gone = true;
    }

    public List<String> heard() {
        return List.copyOf(heard);
    }

    /** The code with which the other side said goodbye; 0 when it did not. */
    public int closeCode() {
        return closeCode;
    }

    public boolean isGone() {
        return gone;
    }
}
