package dev.gapless.simulation.oracle;

/**
 * A promise that was broken.
 *
 * @param at virtual time, in µs
 */
public record InvariantViolation(Invariant rule, String detail, long at) {

    @Override
    public String toString() {
        return "%s at %.3f s: %s".formatted(rule.sentence(), at / 1e6, detail);
    }
}
