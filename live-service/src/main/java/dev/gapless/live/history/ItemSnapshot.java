package dev.gapless.live.history;

import java.util.List;

/**
 * The present items of a channel. It takes up a part of the memory of all snapshots until it is closed.
 *
 * @param items each as JSON
 * @param release gives that memory back
 */
public record ItemSnapshot(List<byte[]> items, Runnable release) implements AutoCloseable {

    @Override
    public void close() {
        release.run();
    }
}
