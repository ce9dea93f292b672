package dev.gapless.simulation.faults;

import dev.gapless.simulation.time.SeededRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which faults a seed plans. */
public final class FaultPlan {

    private static final long SECOND = 1_000_000;

    /** History is mined in the first seconds, and then little. */
    private static final long START = 4 * SECOND;

    private static final int TARGETS = 1_000;

    private FaultPlan() {}

    /** @param end µs; faults begin before it */
    public static List<SimulatedFault> of(SeededRandom chance, long end, List<FaultKind> kinds) {
        List<SimulatedFault> plan = new ArrayList<>();
        int faults = 6 + chance.below(13);
        for (int i = 0; i < faults; i++) {
            FaultKind kind = chance.of(kinds);
            long at = chance.oneIn(3) ? chance.between(SECOND / 5, START) : chance.between(START, end);
            plan.add(new SimulatedFault(kind, at, chance.below(TARGETS), size(kind, chance)));
        }
        if (plan.stream().anyMatch(fault -> fault.kind() == FaultKind.FORGOTTEN_OFFSETS)) {
            // what both the database and the log forgot to be published is unknown
            plan.removeIf(fault -> fault.kind() == FaultKind.OLDER_DATABASE);
        }
        plan.sort(Comparator.comparingLong(SimulatedFault::at));
        return List.copyOf(plan);
    }

    private static long size(FaultKind kind, SeededRandom chance) {
        return switch (kind) {
            case CRASH -> chance.below(6);
            case EMPTY_PAGE, CURSOR_LOOP -> 3 + chance.below(8);
            case KILL, DROP, HALF_OPEN, UNANSWERED, FORGOTTEN_OFFSETS, EXPIRED, MORE_PARTITIONS -> 0;
            case OLDER_DATABASE -> chance.between(SECOND / 2, 6 * SECOND);
            case STOP -> chance.between(2 * SECOND, 12 * SECOND);
            case CONTROL_AWAY -> chance.between(SECOND, 20 * SECOND);
            case PAUSE -> chance.between(5 * SECOND, 25 * SECOND);
            case CLOCK_JUMP -> jump(chance);
            case MINER_AHEAD -> chance.between(2 * SECOND, 3_600 * SECOND);
            case SCHEDULER_AHEAD -> chance.between(2 * SECOND, 60 * SECOND);
            default ->
                kind.reach() == FaultKind.Reach.WHILE ? chance.between(2 * SECOND, 12 * SECOND) : 1 + chance.below(5);
        };
    }

    /** Small ones are as bad as large ones: only the latter are noticed. */
    private static long jump(SeededRandom chance) {
        long most = switch (chance.below(3)) {
            case 0 -> SECOND / 2;
            case 1 -> 10 * SECOND;
            default -> 3_600 * SECOND;
        };
        return chance.between(-most, most);
    }
}
