package dev.gapless.sandbox.faults;

import dev.gapless.sandbox.world.ItemVersion;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * For a while every event is sent late. One is late by more than half of the delay, the next by less, so that
 * neighbours change places. Pongs are not held up. The last of them are sent after the end.
 */
final class ReorderedFrames implements SandboxFault {

    private static final Duration DELAY = Duration.ofMillis(100);

    private final long half;
    private final long end;
    private final RandomGenerator random = new SplittableRandom(1);
    private final Map<String, Lane> lanes = new HashMap<>();
    private int underWay;
    private int held;
    private int fired;

    ReorderedFrames(FaultOrder order) {
        this.half = Math.max(1, order.delay(DELAY).toNanos() / 2);
        this.end = System.nanoTime() + order.duration().toNanos();
    }

    @Override
    public synchronized @Nullable EventFault onEvent(TargetSocket socket, ItemVersion version) {
        if (ended()) {
            return null;
        }
        Lane lane = lanes.computeIfAbsent(socket.id(), id -> new Lane());
        held++;
        underWay++;
        lane.slow = !lane.slow;
        long nanos = random.nextLong(half) + (lane.slow ? half : 0);
        return new EventFault.Held(Duration.ofNanos(nanos), new Release(lane, version.position()));
    }

    /** What one socket has seen. */
    private static final class Lane {
        private boolean slow;
        private long highest = Long.MIN_VALUE;
    }

    private final class Release implements SocketFault {

        private final Lane lane;
        private final long position;

        Release(Lane lane, long position) {
            this.lane = lane;
            this.position = position;
        }

        @Override
        public boolean wanted() {
            return true;
        }

        @Override
        public void landed() {
            synchronized (ReorderedFrames.this) {
                underWay--;
                if (position < lane.highest) {
                    fired++;
                }
                lane.highest = Math.max(lane.highest, position);
            }
        }

        @Override
        public void missed() {
            synchronized (ReorderedFrames.this) {
                underWay--;
            }
        }
    }

    @Override
    public int planned() {
        return 1;
    }

    /** Events sent after one of a higher position. */
    @Override
    public synchronized int fired() {
        return fired;
    }

    /** Events held up. */
    @Override
    public synchronized int hits() {
        return held;
    }

    @Override
    public synchronized boolean active() {
        return !ended() || underWay > 0;
    }

    private boolean ended() {
        return System.nanoTime() - end >= 0;
    }
}
