package dev.gapless.live.socket;

import dev.gapless.live.history.ChannelBatch;
import java.util.ArrayList;
import java.util.List;

/** The changes that go into the next frame, within a number and a budget of bytes. For one thread. */
final class ChangeFrame {

    private final int mostChanges;
    private final long mostBytes;
    private List<ChannelBatch> batches = new ArrayList<>();
    private int changes;
    private long bytes;

    /** @param mostBytes of the changes; a longer one is alone in its frame */
    ChangeFrame(int mostChanges, long mostBytes) {
        this.mostChanges = mostChanges;
        this.mostBytes = mostBytes;
    }

    boolean isEmpty() {
        return changes == 0;
    }

    boolean isFull() {
        return room() == 0 || roomBytes() <= 0;
    }

    /** Changes that still fit. */
    int room() {
        return mostChanges - changes;
    }

    /** Bytes that still fit; negative when the frame's only change is longer. */
    long roomBytes() {
        return mostBytes - bytes;
    }

    /** How many of these fit, from the first on; at least one into an empty frame. */
    int fitting(ChannelBatch more) {
        if (more.size() <= room() && more.bytes() <= roomBytes()) {
            return more.size();
        }
        int fitting = 0;
        long sum = bytes;
        while (fitting < more.size() && changes + fitting < mostChanges) {
            sum += more.changes().get(fitting).json().length;
            if (sum > mostBytes && changes + fitting > 0) {
                break;
            }
            fitting++;
        }
        return fitting;
    }

    void add(ChannelBatch more) {
        if (more.size() > 0) {
            batches.add(more);
            changes += more.size();
            bytes += more.bytes();
        }
    }

    /** What was added; the frame is empty afterwards. */
    List<ChannelBatch> take() {
        List<ChannelBatch> taken = batches;
        batches = new ArrayList<>();
        changes = 0;
        bytes = 0;
        return taken;
    }
}
