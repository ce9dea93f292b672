package dev.gapless.simulation.faults;

import dev.gapless.simulation.faults.FaultKind.Reach;
import dev.gapless.simulation.time.VirtualScheduler;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** What is going wrong at present, and how often it really did. */
public final class FaultInjector {

    private final VirtualScheduler loop;
    private final Map<FaultKind, Long> left = new EnumMap<>(FaultKind.class);
    private final Map<FaultKind, Long> until = new EnumMap<>(FaultKind.class);
    private final Map<FaultKind, Long> fired = new EnumMap<>(FaultKind.class);
    private final Map<String, Long> crashes = new TreeMap<>();

    public FaultInjector(VirtualScheduler loop) {
        this.loop = loop;
    }

    /** The fault is there from now on. */
    public void begin(SimulatedFault fault) {
        if (fault.kind().reach() == Reach.TIMES) {
            left.merge(fault.kind(), fault.size(), Long::sum);
        } else {
            until.merge(fault.kind(), loop.now() + fault.size(), Math::max);
        }
    }

    /** Nothing goes wrong any more. */
    public void end() {
        left.clear();
        until.clear();
    }

    /** Asked where the fault would strike; true when it does, which is counted. */
    public boolean strikes(FaultKind kind) {
        boolean strikes = kind.reach() == Reach.TIMES ? taken(kind) : loop.now() < until.getOrDefault(kind, 0L);
        if (strikes) {
            struck(kind);
        }
        return strikes;
    }

    private boolean taken(FaultKind kind) {
        long times = left.getOrDefault(kind, 0L);
        if (times > 0) {
            left.put(kind, times - 1);
        }
        return times > 0;
    }

    public void struck(FaultKind kind) {
        fired.merge(kind, 1L, Long::sum);
    }

    /** @param where the process, a colon, and the point between its steps */
    public void crashed(String where) {
        struck(where.endsWith(":anywhere") ? FaultKind.KILL : FaultKind.CRASH);
        crashes.merge(where.replaceAll("\\d+:", ":"), 1L, Long::sum);
    }

    public Map<FaultKind, Long> fired() {
        return fired;
    }

    /** How often which process died where. */
    public Map<String, Long> crashes() {
        return crashes;
    }
}
