package dev.gapless.standalone.demo;

/**
 * What the sandbox is made of.
 *
 * @param seed decides everything but the instants
 * @param accounts followed from the start
 * @param historyDays how far back the history reaches
 * @param historyItems per account, before the run begins
 * @param rate events a second while the run lasts, over all accounts
 */
record SandboxWorld(long seed, int accounts, int historyDays, int historyItems, int rate) {

    static SandboxWorld standard() {
        return new SandboxWorld(20_260_101L, 60, 30, 160, 60);
    }
}
