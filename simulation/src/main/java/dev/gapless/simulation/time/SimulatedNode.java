package dev.gapless.simulation.time;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One process: its clock, whether it lives, and what it still has to do. What a crash leaves undone is never done; a
 * process that stands still does it later.
 */
public final class SimulatedNode {

    /** When virtual time begins. */
    public static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    private final String name;
    private final VirtualScheduler loop;
    private final Consumer<String> crashes;

    private Runnable start = () -> {};
    private int incarnation;
    private boolean up;
    private long skew;
    private long standsStillUntil;
    private boolean goingOn;
    private final Deque<Runnable> held = new ArrayDeque<>();
    private int armed = -1;
    private long restartAfter;
    private @Nullable SimulatedFiber fiber;

    /** @param crashes is told where each crash happened */
    public SimulatedNode(String name, VirtualScheduler loop, Consumer<String> crashes) {
        this.name = name;
        this.loop = loop;
        this.crashes = crashes;
    }

    public String name() {
        return name;
    }

    public VirtualScheduler loop() {
        return loop;
    }

    public boolean isUp() {
        return up;
    }

    /** Counts the process's lives. */
    public int incarnation() {
        return incarnation;
    }

    public boolean standsStill() {
        return loop.now() < standsStillUntil;
    }

    /** @param begin what the process does first, in each of its lives */
    public void start(Runnable begin) {
        start = begin;
        restart();
    }

    private void restart() {
        up = true;
        after(0, start);
    }

    /** In this life of the process, and not while it stands still. */
    public void after(long micros, Runnable task) {
        int born = incarnation;
        loop.after(micros, () -> run(born, task));
    }

    private void run(int born, Runnable task) {
        if (born != incarnation || !up) {
            return;
        }
        if (standsStill() || (!goingOn && !held.isEmpty())) {
            held.add(() -> run(born, task));
            return;
        }
        try {
            task.run();
        } catch (SimulatedCrash crash) {
            die(String.valueOf(crash.getMessage()));
        }
    }

    /** A thread that may wait; a process has one at most. */
    public void thread(SimulatedFiber.Body body) {
        SimulatedFiber begun = new SimulatedFiber(body);
        fiber = begun;
        begun.resume();
        if (begun.ended()) {
            fiber = null;
        }
    }

    /** The process's thread waits so long. */
    public void await(long micros) {
        SimulatedFiber waiting = fiber;
        if (waiting == null) {
            throw new IllegalStateException("only a thread can wait");
        }
        after(micros, () -> wake(waiting));
        waiting.giveWay();
    }

    /** The process's thread waits for that to be done, in whatever way, and no longer than so long. */
    public void await(long micros, CompletableFuture<?> signal) {
        SimulatedFiber waiting = fiber;
        if (waiting == null) {
            throw new IllegalStateException("only a thread can wait");
        }
        boolean[] woken = new boolean[1];
        Runnable once = () -> {
            if (!woken[0]) {
                woken[0] = true;
                wake(waiting);
            }
        };
        after(micros, once);
        var _ = signal.whenComplete((value, failure) -> after(0, once));
        waiting.giveWay();
    }

    private void wake(SimulatedFiber waiting) {
        waiting.resume();
        if (waiting.ended() && fiber == waiting) {
            fiber = null;
        }
    }

    /** A place between two steps, where the process may die. */
    public void reached(String point) {
        if (armed == 0) {
            armed = -1;
            throw new SimulatedCrash(name + ":" + point);
        }
        if (armed > 0) {
            armed--;
        }
    }

    /** Dies at the {@code passes}-th next such place, and comes back so much later. */
    public void dieAtPoint(int passes, long comesBackAfter) {
        armed = passes;
        restartAfter = comesBackAfter;
    }

    /** Dies now. */
    public void kill(long comesBackAfter) {
        if (up) {
            restartAfter = comesBackAfter;
            die(name + ":anywhere");
        }
    }

    private void die(String where) {
        up = false;
        incarnation++;
        armed = -1;
        standsStillUntil = 0;
        held.clear();
        endThread();
        crashes.accept(where);
        loop.after(restartAfter, this::restart);
    }

    /** Ends what still waits, at the end of the simulation. */
    public void endThread() {
        SimulatedFiber running = fiber;
        fiber = null;
        if (running != null) {
            running.kill();
        }
    }

    /** Nothing of it runs for so long; it does not notice. */
    public void standStill(long micros) {
        long until = loop.now() + micros;
        if (until > standsStillUntil) {
            standsStillUntil = until;
            loop.after(micros, this::goOn);
        }
    }

    /** What came meanwhile comes now, in its order, and before all that is due now. */
    private void goOn() {
        goingOn = true;
        while (!held.isEmpty() && !standsStill()) {
            held.removeFirst().run();
        }
        goingOn = false;
    }

    /** Nothing more goes wrong with it; from a crash or a pause it comes back by itself. */
    public void stopFaults() {
        armed = -1;
        skew = 0;
    }

    /** Sets its wall clock forward or back. */
    public void shiftClock(long micros) {
        skew += micros;
    }

    public void setClock(long offset) {
        skew = offset;
    }

    /** Its wall clock. */
    public Clock clock() {
        return new VirtualClock(() -> loop.now() + skew);
    }
}
