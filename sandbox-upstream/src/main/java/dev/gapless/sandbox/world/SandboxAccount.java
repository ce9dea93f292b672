package dev.gapless.sandbox.world;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One account. Its monitor orders making a version, handing it to listeners, reading a page and telling the time. So
 * "everything before this instant has been shown" is either true or false.
 */
public final class SandboxAccount {

    private final String id;
    private final Map<String, SandboxStream> streams = new LinkedHashMap<>();
    private final List<Consumer<ItemVersion>> listeners = new ArrayList<>();
    private long floor;

    SandboxAccount(String id) {
        this.id = id;
        for (String stream : SandboxStreamKinds.ALL) {
            streams.put(stream, new SandboxStream());
        }
    }

    public String id() {
        return id;
    }

    SandboxStream stream(String name) {
        SandboxStream stream = streams.get(name);
        if (stream == null) {
            throw new IllegalArgumentException(
                    "stream: %s (expected one of %s)".formatted(name, SandboxStreamKinds.ALL));
        }
        return stream;
    }

    /**
     * Highest position made, or instant told; the next version stands above it, unless it is made for the past. Read
     * while holding the monitor.
     */
    long floor() {
        return floor;
    }

    /** Adds a version, whose line of truth is written, and hands it to all listeners. */
    synchronized void add(ItemVersion version) {
        restore(version);
        listeners.forEach(listener -> listener.accept(version));
    }

    /** Adds a version of an earlier run. */
    synchronized void restore(ItemVersion version) {
        stream(version.stream()).apply(version);
        floor = Math.max(floor, version.position());
    }

    /** Reads a stream while nothing changes. */
    public synchronized <T> T read(String stream, Function<SandboxStream, T> reader) {
        return reader.apply(stream(stream));
    }

    /**
     * Tells an instant. Every version below it has been handed to the listeners, and every later version stands above
     * it. Items that are ordered with an age are the exception.
     *
     * @param now µs since the epoch
     * @param reaction runs before anything else can happen to this account
     */
    public synchronized void tellTime(long now, Consumer<Long> reaction) {
        floor = Math.max(floor + 1, now);
        reaction.accept(floor);
    }

    /** As {@link #tellTime}, and from then on the listener gets every version. */
    public synchronized void listen(Consumer<ItemVersion> listener, long now, Consumer<Long> confirmation) {
        tellTime(now, confirmation);
        listeners.add(listener);
    }

    public synchronized void stopListening(Consumer<ItemVersion> listener) {
        listeners.remove(listener);
    }
}
