package dev.gapless.benchmarks.push;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gapless.live.protocol.WireFormat;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Many subscribers on one thread. They do not take frames apart: each change has one {@code ~} before the millisecond
 * when it was made, and nothing else has one. So they cost little beside the server.
 */
final class PushSubscribers implements AutoCloseable {

    private static final int STAMP_DIGITS = 13;
    private static final int READ_BYTES = 262_144;
    private static final int LONGEST_LATENCY_MILLIS = 60_000;
    private static final int TEXT_FRAME = 0x81;
    private static final int BINARY_FRAME = 0x82;
    private static final byte CONTINUED = 0;
    private static final byte CONTINUED_LAST = (byte) 0x80;
    private static final int LENGTH_BITS = 0x7f;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long QUIET_MILLIS = 300;
    private static final String HEAD_END = "\r\n\r\n";

    private final Selector selector = Selector.open();
    private final List<SocketChannel> channels = new ArrayList<>();
    private final List<StampReader> readers = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "push-subscribers");
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
    private final int[] latencies = new int[LONGEST_LATENCY_MILLIS + 1];
    private final AtomicLong deliveries = new AtomicLong();
    private final AtomicLong bytesRead = new AtomicLong();
    private volatile boolean measuring;
    private volatile boolean closed;

    /** Of one subscriber. A stamp may lie in two reads, and in two frames of one message. */
    private static final class StampReader {
        /** Of a subscriber to whom messages may come compressed. */
        final @Nullable InflatingReader frames;

        int digitsLeft;
        long stamp;
        boolean lengthNext;
        int headLeft;
        final AtomicLong deliveries = new AtomicLong();

        StampReader(@Nullable InflatingReader frames) {
            this.frames = frames;
        }
    }

    /** Comes back when all are subscribed. */
    PushSubscribers(InetSocketAddress server, List<SubscriberDialogue> dialogues) throws IOException {
        try {
            for (SubscriberDialogue dialogue : dialogues) {
                InflatingReader frames = dialogue.compressed() ? new InflatingReader() : null;
                SocketChannel channel = connect(server, dialogue, frames);
                channels.add(channel);
                readers.add(new StampReader(frames));
            }
            for (int number = 0; number < channels.size(); number++) {
                SocketChannel channel = channels.get(number);
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, readers.get(number));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
        thread.start();
    }

    private static SocketChannel connect(
            InetSocketAddress server, SubscriberDialogue dialogue, @Nullable InflatingReader frames)
            throws IOException {
        SocketChannel channel = SocketChannel.open(server);
        String[] headers = frames == null ? new String[0] : new String[] {InflatingReader.OFFER};
        write(channel, ByteBuffer.wrap(UpgradeRequest.of(dialogue.path(), dialogue.subprotocol(), headers)));
        StringBuilder heard = new StringBuilder();
        await(channel, heard, 0, HEAD_END);
        if (!heard.toString().startsWith("HTTP/1.1 101")) {
            throw new IOException("the handshake was refused: " + heard);
        }
        int body = heard.indexOf(HEAD_END) + HEAD_END.length();
        if (frames != null && !heard.substring(0, body).contains("permessage-deflate")) {
            throw new IOException("compression was not agreed on: " + heard);
        }
        if (frames == null) {
            await(channel, heard, 0, dialogue.awaited());
            if (!dialogue.said().isEmpty()) {
                int before = heard.length();
                write(channel, frame(dialogue));
                await(channel, heard, before, dialogue.answer());
            }
            return channel;
        }
        StringBuilder told = new StringBuilder();
        byte[] begun = heard.substring(body).getBytes(ISO_8859_1);
        frames.read(begun, begun.length, (bytes, length) -> told.append(new String(bytes, 0, length, ISO_8859_1)));
        awaitInflated(channel, frames, told, 0, dialogue.awaited());
        if (!dialogue.said().isEmpty()) {
            int before = told.length();
            write(channel, frame(dialogue));
            awaitInflated(channel, frames, told, before, dialogue.answer());
        }
        return channel;
    }

    private static ByteBuffer frame(SubscriberDialogue dialogue) {
        boolean packed = dialogue.subprotocol().endsWith("msgpack");
        byte[] said = packed
                ? WireFormat.MESSAGE_PACK.write(dialogue.said().getBytes(UTF_8))
                : dialogue.said().getBytes(UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(said.length + 8).put((byte) (packed ? BINARY_FRAME : TEXT_FRAME));
        if (said.length < LENGTH_16) {
            frame.put((byte) (0x80 | said.length));
        } else {
            frame.put((byte) (0x80 | LENGTH_16)).putShort((short) said.length);
        }
        // a mask of zeros changes nothing
        return frame.putInt(0).put(said).flip();
    }

    private static void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void await(SocketChannel channel, StringBuilder heard, int from, String text) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(4_096);
        while (heard.indexOf(text, from) < 0) {
            buffer.clear();
            if (channel.read(buffer) < 0) {
                throw new IOException("closed before '%s'".formatted(text));
            }
            heard.append(ISO_8859_1.decode(buffer.flip()));
        }
    }

    /** Some servers compress what is short too. */
    private static void awaitInflated(
            SocketChannel channel, InflatingReader frames, StringBuilder told, int from, String text)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(4_096);
        while (told.indexOf(text, from) < 0) {
            buffer.clear();
            int count = channel.read(buffer);
            if (count < 0) {
                throw new IOException("closed before '%s'".formatted(text));
            }
            frames.read(
                    buffer.array(), count, (bytes, length) -> told.append(new String(bytes, 0, length, ISO_8859_1)));
        }
    }

    private void run() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
        byte[] bytes = new byte[READ_BYTES];
        try {
            while (!closed) {
                selector.select(key -> read(key, buffer, bytes), 100);
            }
        } catch (IOException e) {
            failure.set(e);
        }
    }

    private void read(SelectionKey key, ByteBuffer buffer, byte[] bytes) {
        try {
            buffer.clear();
            int length = ((SocketChannel) key.channel()).read(buffer);
            if (length < 0) {
                key.cancel();
                failure.set(new IOException("the server has closed a connection"));
                return;
            }
            bytesRead.addAndGet(length);
            buffer.flip().get(bytes, 0, length);
            StampReader reader = (StampReader) key.attachment();
            InflatingReader frames = reader.frames;
            if (frames == null) {
                count(reader, bytes, length);
            } else {
                frames.read(bytes, length, (message, size) -> count(reader, message, size));
            }
        } catch (IOException e) {
            key.cancel();
            failure.set(e);
        }
    }

    private void count(StampReader reader, byte[] bytes, int length) {
        int found = stamps(reader, bytes, length);
        reader.deliveries.addAndGet(found);
        deliveries.addAndGet(found);
    }

    private int stamps(StampReader reader, byte[] bytes, int length) {
        long now = System.currentTimeMillis();
        int found = 0;
        for (int i = 0; i < length; i++) {
            byte next = bytes[i];
            if (reader.headLeft > 0) {
                reader.headLeft--;
            } else if (reader.lengthNext) {
                reader.lengthNext = false;
                int length7 = next & LENGTH_BITS;
                reader.headLeft = length7 == LENGTH_16 ? Short.BYTES : length7 == LENGTH_64 ? Long.BYTES : 0;
            } else if (reader.digitsLeft > 0 && (next == CONTINUED || next == CONTINUED_LAST)) {
                // Tomcat sends a long text in frames of 8 KB, wherever that parts it
                reader.lengthNext = true;
            } else if (next == '~') {
                // also the head of a frame has such a byte, but no digits behind it
                reader.digitsLeft = STAMP_DIGITS;
                reader.stamp = 0;
            } else if (reader.digitsLeft > 0 && next >= '0' && next <= '9') {
                reader.stamp = reader.stamp * 10 + (next - '0');
                reader.digitsLeft--;
                if (reader.digitsLeft == 0) {
                    found++;
                    if (measuring) {
                        latencies[Math.clamp(now - reader.stamp, 0, LONGEST_LATENCY_MILLIS)]++;
                    }
                }
            } else {
                reader.digitsLeft = 0;
            }
        }
        return found;
    }

    /** Changes that have come, of all subscribers together. */
    long deliveries() throws IOException {
        IOException failed = failure.get();
        if (failed != null) {
            throw new IOException("subscribers have failed", failed);
        }
        return deliveries.get();
    }

    /** Of all subscribers together, after what they said at first. */
    long bytesRead() {
        return bytesRead.get();
    }

    /**
     * Waits until all changes have come, half a minute at most, and then until nothing comes any more. A server that
     * loses or repeats some has measured nothing.
     *
     * @param expected of each subscriber, by its place
     */
    void requireDeliveries(IntToLongFunction expected, String server) throws IOException, InterruptedException {
        long all = IntStream.range(0, readers.size()).mapToLong(expected).sum();
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (deliveries() < all && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        long before = -1;
        while (bytesRead() != before && System.nanoTime() < deadline) {
            before = bytesRead();
            TimeUnit.MILLISECONDS.sleep(QUIET_MILLIS);
        }
        for (int number = 0; number < readers.size(); number++) {
            long heard = readers.get(number).deliveries.get();
            if (heard != expected.applyAsLong(number)) {
                throw new IllegalStateException(
                        "%s: subscriber %d has heard %d changes (expected: %d); all together %d (expected: %d)"
                                .formatted(server, number, heard, expected.applyAsLong(number), deliveries(), all));
            }
        }
    }

    /** Latencies count from now on, or no longer. */
    void measuring(boolean on) {
        measuring = on;
    }

    /** Milliseconds below which this share of the latencies lies. */
    int latency(double share) {
        long all = 0;
        for (int count : latencies) {
            all += count;
        }
        long below = 0;
        for (int millis = 0; millis <= LONGEST_LATENCY_MILLIS; millis++) {
            below += latencies[millis];
            if (below >= all * share) {
                return millis;
            }
        }
        return LONGEST_LATENCY_MILLIS;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        try {
            if (thread.isAlive()) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (SocketChannel channel : channels) {
            channel.close();
        }
        selector.close();
    }
}
