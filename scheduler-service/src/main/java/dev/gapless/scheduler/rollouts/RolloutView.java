package dev.gapless.scheduler.rollouts;

import java.time.Instant;

/**
 * The flag of a door, for operators.
 *
 * @param door {@code live} or {@code history}
 * @param accounts that are followed at the source
 * @param open those of them that go through the door
 */
record RolloutView(String source, String door, int percent, long accounts, long open, RolloutChange changed) {

    /**
     * Its last change.
     *
     * @param version grows with each change
     */
    record RolloutChange(long version, Instant at, String by, String reason) {}

    static RolloutView of(RolloutFlag flag, RolloutAccounts accounts) {
        String source = flag.key().source();
        return new RolloutView(
                source,
                flag.key().door().publicName(),
                flag.percent(),
                accounts.within(source, RolloutFlag.ALL),
                accounts.within(source, flag.percent()),
                new RolloutChange(flag.version(), flag.setAt(), flag.setBy(), flag.reason()));
    }
}
