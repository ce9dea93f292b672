package dev.gapless.simulation.faults;

import java.util.Locale;

/**
 * One planned fault.
 *
 * @param at µs since the beginning
 * @param target of several, which; taken modulo how many there are
 * @param size what it means depends on the kind: µs, or a count
 */
public record SimulatedFault(FaultKind kind, long at, int target, long size) {

    @Override
    public String toString() {
        return "%s at %.3f s, target %d, size %d"
                .formatted(kind.name().toLowerCase(Locale.ROOT), at / 1e6, target, size);
    }
}
